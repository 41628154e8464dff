// What a `redirect` route is configured with.

export interface RedirectOptions {
  readonly kind: "redirect";
  /** A path or an absolute URL; `{rest}` stands for what the route's `/*` matched. */
  readonly to: string;
  readonly status: 301 | 302 | 303 | 307 | 308;
}
