// What the listing can do more where scripts run: filter by name, move by keyboard, times in the reader's zone. Without it
// the page is whole. Plain JavaScript for browsers, kept as text: the policy allows exactly these octets by their hash.

/** The text between the page's script tags. */
export const LISTING_SCRIPT = String.raw`"use strict";
(() => {
const one = (selector) => document.querySelector(selector);
const box = one(".find"), filter = one("input"), found = one("output"), none = one(".none"), table = one("table");
const parent = one(".parent");
const groups = [...document.querySelectorAll("tbody:not(.parent)")];
const total = groups.reduce((sum, group) => sum + group.rows.length, 0);

// Filter. The names are folded once, when first needed; then a key press costs one pass and touches only rows that change.
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
let index;
const readNames = () => groups.map((group) => ({
  group,
  rows: Array.from(group.rows, (row) => ({ row, name: fold(row.textContent.slice(0, row.cells[0].textContent.length)), shown: true })),
}));
const show = () => {
  const words = fold(filter.value).split(/\s+/).filter(Boolean);
  index ??= readNames();
  const rowHeight = groups[0]?.querySelector("tr:not([hidden])")?.offsetHeight || 48;
  let matches = 0;
  for (const { group, rows } of index) {
    let count = 0;
    for (const entry of rows) {
      const shown = words.every((word) => entry.name.includes(word));
      if (shown !== entry.shown) { entry.row.hidden = !shown; entry.shown = shown; }
      if (shown) count++;
    }
    group.hidden = count === 0;
    // Rows outside the view are not laid out: the scroll bar knows their height from here.
    if (group.className) group.style.containIntrinsicBlockSize = words.length ? count * rowHeight + "px" : "";
    matches += count;
  }
  const number = (count) => count.toLocaleString("en");
  found.textContent = words.length ? number(matches) + " of " + number(total) + (matches === 1 ? " matches" : " match") : "";
  // The sum is of all: under a part of the rows it would be wrong.
  if (table.tFoot) table.tFoot.hidden = words.length > 0;
  if (parent) parent.hidden = words.length > 0;
  none.hidden = matches > 0 || total === 0;
  none.textContent = none.hidden ? "" : "No name here contains \u201c" + filter.value.trim() + "\u201d.";
  // The filter outlives a change of order: it travels behind the links' "#".
  const hash = words.length ? "#filter=" + encodeURIComponent(filter.value) : "";
  history.replaceState(null, "", location.pathname + location.search + hash);
  for (const link of table.tHead.querySelectorAll("a")) link.hash = hash;
};
let waiting = 0;
filter.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(show, total > 1000 ? 90 : 0);
});
if (total > 0) box.hidden = false;
if (location.hash.startsWith("#filter=")) {
  try { filter.value = decodeURIComponent(location.hash.slice(8)); } catch { /* not ours: no filter */ }
  if (filter.value) show();
}

// Keyboard: "/" to the filter, arrows from row to row, Enter opens the first match.
const links = () => [...table.querySelectorAll("tbody:not([hidden])>tr:not([hidden]) a")];
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const { key, target } = event;
  if (target === filter) {
    if (key === "Escape") {
      if (filter.value) { filter.value = ""; show(); } else filter.blur();
    } else if (key === "ArrowDown") links()[0]?.focus();
    else if (key === "Enter") {
      clearTimeout(waiting);
      show();
      if (filter.value.trim()) links()[0]?.click();
    } else return;
  } else if (key === "/" && !box.hidden) {
    filter.focus();
    filter.select();
  } else if ((key === "ArrowDown" || key === "ArrowUp") && !event.shiftKey && target.closest?.("tbody")) {
    const all = links(), next = all.indexOf(target) + (key === "ArrowDown" ? 1 : -1);
    if (next >= 0) all[next]?.focus(); else if (!box.hidden) filter.focus();
  } else return;
  event.preventDefault();
});

// Times, in the reader's zone: those in view first, the others when they come near.
const two = (number) => String(number).padStart(2, "0");
const localize = (group) => {
  for (const time of group.getElementsByTagName("time")) {
    const at = new Date(time.dateTime);
    time.textContent = at.getFullYear() + "-" + two(at.getMonth() + 1) + "-" + two(at.getDate()) + " " + two(at.getHours()) + ":" + two(at.getMinutes());
  }
};
const watcher = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (isIntersecting) { watcher.unobserve(target); localize(target); }
  }
}, { rootMargin: "1500px" });
for (const group of groups) if (group.className) watcher.observe(group); else localize(group);
one(".zone").textContent = "Times are local (" + Intl.DateTimeFormat().resolvedOptions().timeZone + ")";
})();`;
