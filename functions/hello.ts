// A function: it gets a Request and returns a Response, both the Web Platform's own.

/** Greets whoever `?name=` names: as JSON, and anybody by default. */
export default function hello(request: Request): Response {
  const { pathname, searchParams } = new URL(request.url);
  const name = searchParams.get("name") ?? "world";
  return Response.json({ message: `Hello, ${name}!`, method: request.method, path: pathname });
}
