// File names that have broken other servers' pages: injection, other schemes, second decoding, control and direction characters.

/** All are legal on Linux; none holds a slash, a NUL or a backslash (which no request path may hold). */
export const ODD_NAMES: readonly string[] = [
  "<img src=x onerror=alert(1)>.txt",
  '"onmouseover="a',
  "'quoted' & more;",
  "javascript:alert(1)",
  "data:text,hi",
  "a?b#c%d",
  "%2e%2e",
  "%41",
  "two  spaces ",
  "line\nbreak",
  "car\rriage",
  "tab\tbed",
  "rtl\u200f mark",
  "spoof\u202etxt.exe",
  "{{7*7}}",
  "<script>alert(1)<",
  "<!--",
  "~user",
  "ünïcödé 日本語 👩‍🚀",
  "צילום.png",
];
