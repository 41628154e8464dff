// A function with a memory: it counts the visits of each browser, and forgets them when asked.

/** What this function uses of the server's session. */
interface Session {
  update(key: string, change: (value: unknown) => unknown): Promise<unknown>;
  destroy(): Promise<void>;
}

/** GET counts and shows a visit; POST forgets them all and comes back here. */
export default async function session(
  request: Request,
  context: { readonly session: Session },
): Promise<Response> {
  if (request.method === "POST") {
    await context.session.destroy();
    return new Response(null, { status: 303, headers: { Location: "/session/" } });
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    return new Response(null, { status: 405, headers: { Allow: "GET, HEAD, POST" } });
  }
  let visits = 1;
  // `update` never loses a visit, even if two come at once.
  await context.session.update("visits", (value) => {
    visits = typeof value === "number" ? value + 1 : 1;
    return visits;
  });
  return new Response(page(visits), { headers: { "Content-Type": "text/html; charset=utf-8" } });
}

function page(visits: number): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>A session</title>
<link rel="stylesheet" href="/static/site.css">
<header>
<h1>${visits === 1 ? "Welcome" : "Welcome back"}</h1>
<p>You have been here ${visits === 1 ? "once" : `${visits} times`}.</p>
<form method="post"><p><button>Forget me</button></p></form>
<p><a href="/">Home</a></p>
</header>
</html>
`;
}
