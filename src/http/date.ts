// Dates as HTTP writes and reads them (RFC 9110 §5.6.7).

const MONTHS: readonly string[] = [
  "Jan",
  "Feb",
  "Mar",
  "Apr",
  "May",
  "Jun",
  "Jul",
  "Aug",
  "Sep",
  "Oct",
  "Nov",
  "Dec",
];

const MONTH = `(${MONTHS.join("|")})`;
const TIME = "(\\d{2}):(\\d{2}):(\\d{2})";
const IMF_FIXDATE = new RegExp(`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\\d{2}) ${MONTH} (\\d{4}) ${TIME} GMT$`);
const RFC850_DATE = new RegExp(
  `^(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday), (\\d{2})-${MONTH}-(\\d{2}) ${TIME} GMT$`,
);
const ASCTIME_DATE = new RegExp(`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ${MONTH} ([ \\d]\\d) ${TIME} (\\d{4})$`);

const FIRST_MS = Date.UTC(1900, 0, 1);
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59);

/**
 * Writes an IMF-fixdate, such as `Sun, 06 Nov 1994 08:49:37 GMT`.
 *
 * @param ms ms since 1970 (UTC); fractions of a second are cut off, and years are kept within 1900 to 9999, since a file may
 *   claim any date while the format has four digits
 */
export function formatHttpDate(ms: number): string {
  return new Date(Math.min(Math.max(ms, FIRST_MS), LAST_MS)).toUTCString();
}

/**
 * Reads a date in any of the three formats that a recipient must accept, case-sensitive and to the letter.
 * The day's name is not compared with the date.
 *
 * @param nowMs decides the century of the two-digit year in the obsolete RFC 850 format: more than 50 years ahead means
 *   the past. Without it, 70 to 99 are 19xx.
 * @returns ms since 1970, or undefined for what is no date (also 30 February and 24:00:00)
 */
export function parseHttpDate(text: string, nowMs?: number): number | undefined {
  const fixdate = IMF_FIXDATE.exec(text);
  if (fixdate !== null) {
    const [, day, month, year, hour, minute, second] = fixdate;
    return utcMs(Number(year), month, day, hour, minute, second);
  }
  const asctime = ASCTIME_DATE.exec(text);
  if (asctime !== null) {
    const [, month, day, hour, minute, second, year] = asctime;
    return utcMs(Number(year), month, day, hour, minute, second);
  }
  const rfc850 = RFC850_DATE.exec(text);
  if (rfc850 === null) return undefined;
  const [, day, month, digits, hour, minute, second] = rfc850;
  return utcMs(fullYear(Number(digits), nowMs), month, day, hour, minute, second);
}

function fullYear(twoDigits: number, nowMs: number | undefined): number {
  if (nowMs === undefined) return twoDigits < 70 ? 2000 + twoDigits : 1900 + twoDigits;
  const latest = new Date(nowMs).getUTCFullYear() + 50;
  return latest - ((((latest - twoDigits) % 100) + 100) % 100);
}

function utcMs(
  year: number,
  month: string,
  day: string,
  hour: string,
  minute: string,
  second: string,
): number | undefined {
  const monthIndex = MONTHS.indexOf(month);
  const dayOfMonth = Number(day);
  // A leap second is a valid 60 (RFC 9110 §5.6.7); it becomes the next minute's 0.
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, monthIndex, dayOfMonth);
  if (date.getUTCMonth() !== monthIndex || date.getUTCDate() !== dayOfMonth) return undefined;
  return date.setUTCHours(Number(hour), Number(minute), Number(second));
}
