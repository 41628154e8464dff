// The page that a person sees where the server says no: the built-in one, and a configured one with its placeholders filled in.
import type { FieldLine } from "../http/fields.ts";
import { ERROR_STYLE_SOURCE } from "./content-hashes.ts";
import { escapeHtml } from "./escape.ts";

/** What an error page tells. */
export interface ErrorPageView {
  readonly status: number;
  /** The reason phrase, as in "Not Found". */
  readonly reason: string;
  /** One sentence for the person who sees it. */
  readonly detail: string;
  /** What the log calls the request; undefined where the log has nothing that would help. */
  readonly requestId: string | undefined;
}

/** The text between the page's style tags. */
export const ERROR_STYLE = `:root{color-scheme:light dark;--ground:#faf9f7;--text:#1d1a18;--soft:#6a625c;--line:#e4dfda;--accent:#b3431d}
@media (prefers-color-scheme:dark){:root{--ground:#161412;--text:#ece7e3;--soft:#a79e97;--line:#38322e;--accent:#f0906a}}
*{box-sizing:border-box;margin:0}
body{min-height:100vh;min-height:100svh;display:grid;place-content:center;padding:2rem 1.5rem;background:var(--ground);color:var(--text);font:1.0625rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:34rem}
.status{font-size:1rem;font-weight:650;letter-spacing:.08em;color:var(--accent);font-variant-numeric:tabular-nums}
h1{margin:.25rem 0 .75rem;font-size:clamp(2rem,7vw,2.75rem);font-weight:680;line-height:1.1;letter-spacing:-.02em;text-wrap:balance}
.detail{color:var(--soft);overflow-wrap:anywhere;text-wrap:pretty}
.id{margin-top:2rem;padding-top:1rem;border-top:1px solid var(--line);font-size:.875rem;color:var(--soft)}
code{font:.9375em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;color:var(--text);overflow-wrap:anywhere;user-select:all}`;

/** Goes with every page that `errorPage` makes. */
export const ERROR_PAGE_HEADERS: readonly FieldLine[] = [
  ["Content-Type", "text/html; charset=utf-8"],
  [
    "Content-Security-Policy",
    // `img-src data:` is for the empty icon, which keeps browsers from asking for /favicon.ico.
    `default-src 'none'; style-src ${ERROR_STYLE_SOURCE}; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  ],
  ["X-Content-Type-Options", "nosniff"],
];

/**
 * Makes the built-in error page: no script, nothing from elsewhere, light or dark as the reader's system is.
 *
 * @param view plain text, escaped here
 */
export function errorPage({ status, reason, detail, requestId }: ErrorPageView): string {
  const id =
    requestId === undefined
      ? ""
      : `<p class="id">If you report this, please name the request: <code>${escapeHtml(requestId)}</code></p>\n`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${status} ${escapeHtml(reason)}</title>
<link rel="icon" href="data:,">
<style>${ERROR_STYLE}</style>
</head>
<body>
<main>
<p class="status">${status}</p>
<h1>${escapeHtml(reason)}</h1>
<p class="detail">${escapeHtml(detail)}</p>
${id}</main>
</body>
</html>
`;
}

/**
 * Fills in a configured error page. `{{status}}`, `{{reason}}` and `{{request_id}}` are replaced, escaped, in one pass,
 * so that a value that looks like a placeholder stays text; any other `{{…}}` stays as it is.
 *
 * @param template the page as its file has it
 * @param view an absent request id becomes ""
 */
export function fillErrorPage(template: string, view: ErrorPageView): string {
  return template.replace(/\{\{(status|reason|request_id)\}\}/g, (_, placeholder: string) => {
    if (placeholder === "status") return String(view.status);
    return escapeHtml(placeholder === "reason" ? view.reason : (view.requestId ?? ""));
  });
}
