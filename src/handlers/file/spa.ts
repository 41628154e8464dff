// Which paths a single-page application may answer by its one page.

/** The page names the application's other files: an old one must not outlive them. */
export const SPA_CACHE_CONTROL = "no-cache";

/**
 * @returns whether a path can be a view of the application: one with a file extension asks for a file, and what lies
 *   under `/.well-known/` is for programs (RFC 8615). A page in their place would be taken for the thing itself.
 */
export function isSpaPath(path: string): boolean {
  if (path === "/.well-known" || path.startsWith("/.well-known/")) return false;
  const segments = path.split("/");
  const last = segments.at(-1) || segments.at(-2) || "";
  return !/.\.[^.]+$/.test(last);
}
