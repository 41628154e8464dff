// Dates as logs write them. A line a request needs the same second written over and over: it is formatted once.

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

const two = (value: number) => String(value).padStart(2, "0");

/** @returns local time as the common log format has it, `10/Oct/2026:13:55:36 -0700` */
export function formatCommonLogTime(wallMs: number): string {
  const date = new Date(wallMs);
  // JavaScript counts minutes west of Greenwich, the log east.
  const offset = -date.getTimezoneOffset();
  const zone = `${offset < 0 ? "-" : "+"}${two(Math.floor(Math.abs(offset) / 60))}${two(Math.abs(offset) % 60)}`;
  const day = `${two(date.getDate())}/${MONTHS[date.getMonth()]}/${date.getFullYear()}`;
  return `${day}:${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())} ${zone}`;
}

/**
 * Makes a function that formats a moment, calling `format` once per second.
 *
 * @param format makes text of which nothing changes within a second
 */
export function oncePerSecond(format: (wallMs: number) => string): (wallMs: number) => string {
  let second = Number.NaN;
  let text = "";
  return (wallMs) => {
    const current = Math.floor(wallMs / 1000);
    if (current !== second) {
      second = current;
      text = format(wallMs);
    }
    return text;
  };
}
