// The listing's style sheet. Rows are grids, not table rows: the columns line up without measuring 50,000 of them, a phone puts
// size and date under the name, and groups of rows far from the view are not laid out at all (`content-visibility`).
import { ICON_RULES } from "./listing-icons.ts";

/** The text between the page's style tags. */
export const LISTING_STYLE = `:root{color-scheme:light dark;--ground:#faf9f7;--card:#fff;--text:#1d1a18;--soft:#6a625c;--line:#e8e3de;--hover:#f6f2ee;--accent:#b3431d;--tint:#8a7f77;--blue:#2f6f9f;--green:#3f7d4e;--plum:#8a4f9e;--gold:#9a6b12}
@media (prefers-color-scheme:dark){:root{--ground:#161412;--card:#1e1b19;--text:#ece7e3;--soft:#a79e97;--line:#322d2a;--hover:#292522;--accent:#f0906a;--tint:#978d86;--blue:#7db4dc;--green:#86c294;--plum:#c79ad8;--gold:#d9b062}}
*{box-sizing:border-box;margin:0;padding:0}
[hidden]{display:none!important}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-block:4rem 1rem}
@media (min-width:40.01rem){html{scrollbar-gutter:stable}}
body{max-width:68rem;margin:0 auto;padding:2.5rem 2rem 4rem;background:var(--ground);color:var(--text);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif}
a{color:inherit;text-decoration:none}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:.375rem}
header{display:flex;flex-wrap:wrap;align-items:end;justify-content:space-between;gap:1.25rem 2rem;margin-bottom:1.25rem}
.where{min-width:0;flex:1 1 20rem}
ol{display:flex;flex-wrap:wrap;list-style:none;margin:0 0 .25rem -.375rem;font-size:.9375rem;color:var(--soft)}
li{display:flex;min-width:0;overflow-wrap:anywhere}
li+li::before{content:"/";align-self:center;color:var(--tint)}
li>*{padding:.125rem .375rem;border-radius:.375rem}
li a:hover{background:var(--hover);color:var(--accent)}
h1{font-size:clamp(1.625rem,5vw,2.125rem);font-weight:680;line-height:1.15;letter-spacing:-.02em;overflow-wrap:anywhere;text-wrap:balance}
.find{position:relative;flex:0 1 19rem}
input{width:100%;height:2.75rem;padding:0 2.5rem 0 1rem;border:1px solid var(--line);border-radius:.75rem;background:var(--card);color:inherit;font:inherit}
input::placeholder{color:var(--soft);opacity:1}
input:hover{border-color:var(--tint)}
input:focus{outline:2px solid var(--accent);outline-offset:-1px;border-radius:.75rem;border-color:transparent}
input::-webkit-search-cancel-button{display:none}
kbd{position:absolute;inset:0 .75rem 0 auto;margin:auto;height:1.5rem;min-width:1.5rem;border:1px solid var(--line);border-radius:.375rem;font:.8125rem/1.375rem ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;text-align:center;color:var(--soft);pointer-events:none}
input:focus~kbd{visibility:hidden}
output{display:block;min-height:1.5rem;margin:-.625rem 0 .5rem;font-size:.9375rem;color:var(--soft)}
.notice{margin-bottom:1rem;padding:.75rem 1rem;border:1px solid var(--line);border-inline-start:3px solid var(--accent);border-radius:.5rem;background:var(--card);font-size:.9375rem}
table,thead,tbody,tfoot{display:block}
table{border:1px solid var(--line);border-radius:1rem;background:var(--card);font-variant-numeric:tabular-nums}
tr{display:grid;grid-template-columns:minmax(0,1fr) 6.5rem 11rem;align-items:center;border-top:1px solid var(--line)}
th,td{padding:.625rem .75rem;font-weight:inherit;text-align:start}
:is(th,td):first-child{padding-inline-start:1.125rem}
:is(th,td):last-child{padding-inline-end:1.125rem}
:is(th,td):nth-child(2){text-align:end}
thead{position:sticky;top:0;z-index:1;border-radius:1rem 1rem 0 0;background:var(--card);box-shadow:0 1px var(--line)}
thead tr{border:0}
table:not(:has(tbody:not([hidden]))) thead{border-radius:inherit}
tbody:nth-child(2)>tr:first-child{border-color:transparent}
th{padding-block:.25rem;font-size:.875rem;color:var(--soft)}
th a{display:inline-flex;align-items:center;gap:.375rem;margin:0 -.5rem;padding:.4375rem .5rem;border-radius:.375rem}
th a:hover{color:var(--accent)}
th[aria-sort]{color:var(--text);font-weight:600}
th[aria-sort] a::after{content:"";width:.4rem;height:.4rem;border:solid currentColor;border-width:0 1.5px 1.5px 0;rotate:45deg;translate:0 -.125rem}
th[aria-sort=ascending] a::after{rotate:225deg;translate:0 .125rem}
tbody tr:hover{background:var(--hover)}
td{font-size:.9375rem;color:var(--soft)}
td:first-child{padding:0;font-size:1rem;color:var(--text)}
td a{display:flex;gap:.75rem;padding:.625rem .75rem .625rem 1.125rem}
td a:dir(rtl){padding:.625rem 1.125rem .625rem .75rem}
td a::before{content:"";flex:none;width:1.375rem;height:1.375rem;margin-top:.0625rem;background:var(--ink,var(--tint));mask:var(--icon) center/contain no-repeat;-webkit-mask:var(--icon) center/contain no-repeat;forced-color-adjust:preserve-parent-color}
td a:focus-visible{outline-offset:-3px;border-radius:.5rem}
td a:hover bdi,td a:focus-visible bdi{text-decoration:underline;text-decoration-thickness:1px;text-underline-offset:.2em}
bdi{min-width:0;overflow-wrap:anywhere;white-space:pre-wrap}
.folder{--ink:var(--accent)}
.folder bdi{font-weight:550}
.image{--ink:var(--green)}
.audio,.video{--ink:var(--plum)}
.code,.sheet{--ink:var(--blue)}
.archive{--ink:var(--gold)}
.group{content-visibility:auto;contain-intrinsic-block-size:auto 9000px}
tfoot td{font-size:.9375rem;color:var(--soft)}
tfoot td:first-child{padding-block:.75rem;padding-inline-start:1.125rem;font-size:.9375rem;color:var(--soft)}
.none{padding:2.5rem 1rem;text-align:center;color:var(--soft);overflow-wrap:anywhere}
footer{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.25rem 1.5rem;margin-top:1rem;padding:0 1.125rem;font-size:.875rem;color:var(--soft)}
footer a{text-decoration:underline;text-underline-offset:.2em}
footer a:hover{color:var(--accent)}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (max-width:40rem){
body{padding:1.25rem .75rem 3rem}
header{padding:0 .375rem;gap:1rem;margin-bottom:.5rem}
.where,.find{flex-basis:100%}
output{margin:0 .375rem .375rem}
input{font-size:1rem}
kbd{display:none}
table{border-radius:.875rem}
thead{border-radius:.875rem .875rem 0 0}
tbody tr{position:relative;grid-template-columns:auto minmax(0,1fr);padding:.625rem 1rem .625rem 3.125rem;column-gap:.75rem}
tbody td:first-child{grid-column:1/-1}
tbody td:nth-child(n+2){padding:0;text-align:start;font-size:.875rem}
tbody td:nth-child(2):empty{display:none}
td a,td a:dir(rtl){position:static;padding:0}
td a::before{position:absolute;inset-inline-start:1rem;inset-block:0;margin-block:auto}
td a::after{content:"";position:absolute;inset:0}
td a:focus-visible{outline:0}
td a:focus-visible::after{outline:2px solid var(--accent);outline-offset:-3px;border-radius:.5rem}
.group{contain-intrinsic-block-size:auto 14000px}
thead tr{grid-template-columns:minmax(0,1fr) auto auto;column-gap:1rem}
thead th,thead th:nth-child(2){padding-inline:.5rem;text-align:start}
thead th:first-child{padding-inline-start:1rem}
thead th:last-child{padding-inline-end:1rem}
th a{padding-block:.625rem}
tfoot tr{display:flex;justify-content:space-between}
tfoot td:last-child{display:none}
tfoot td:nth-child(2){padding-inline-end:1rem}
footer{padding:0 .5rem}
}
@media print{thead{position:static}.find,footer a{display:none}.group{content-visibility:visible}}
${ICON_RULES}`;
