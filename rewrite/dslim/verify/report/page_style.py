"""The style sheet of the page of `dslim verify`: light and dark, wide and narrow."""

STYLE = """
:root {
  color-scheme: light dark;
  --paper: #fff; --card: #f6f7f9; --ink: #1c2430; --soft: #5d6b7e; --line: #dde2e9;
  --before: #8fa3bf; --after: #1f9d61; --grown: #c93c4e;
  --add: #e4f6ec; --del: #fdebec; --good: #16794a; --bad: #b3263a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14181f; --card: #1c222c; --ink: #e3e8ef; --soft: #93a1b5; --line: #2e3745;
    --before: #5f7695; --after: #2fb877; --grown: #e0596a;
    --add: #12331f; --del: #3a181d; --good: #3ecf88; --bad: #ff7a8a;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 104rem; padding: 2rem 1.5rem 4rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif;
}
code, .text, .line { font-family: ui-monospace, "SF Mono", "DejaVu Sans Mono", monospace; font-size: 12.5px; }
.file { margin: 0; color: var(--soft); }
h1 { margin: .1rem 0 1rem; font-size: 1.9rem; font-weight: 650; letter-spacing: -.01em; line-height: 1.2; }
h1::before { margin-right: .5rem; }
h1.good { color: var(--good); } h1.good::before { content: "\\2713"; }
h1.bad { color: var(--bad); } h1.bad::before { content: "\\2717"; }
h2 { margin: 0 0 .8rem; font-size: 1rem; font-weight: 650; }
small { font-weight: 400; font-size: .8em; color: var(--soft); }
dl { display: flex; flex-wrap: wrap; gap: .6rem; margin: 0 0 1.8rem; }
dl div { min-width: 8rem; padding: .55rem .9rem; border-radius: 8px; background: var(--card); }
dt { color: var(--soft); font-size: .8rem; }
dd { margin: 0; font-size: 1.2rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.less dd { color: var(--good); } .grown dd { color: var(--bad); }
main { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 2.5rem; align-items: start; }
@media (max-width: 62rem) { main { grid-template-columns: minmax(0, 1fr); } }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; }
.key { display: inline-block; width: .7rem; height: .7rem; border-radius: 2px; margin: 0 .3rem 0 .8rem; }
.key.before { background: var(--before); } .key.after { background: var(--after); }

.rows { list-style: none; margin: 0 0 1.5rem; padding: 0; border: 1px solid var(--line); border-radius: 8px; }
.rows > li {
  display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: .15rem 1rem; padding: .7rem .9rem;
  border-top: 1px solid var(--line);
}
.rows > li:first-child { border-top: 0; }
.told p { display: flex; gap: .6rem; margin: 0 0 .15rem; overflow-wrap: anywhere; }
.line { flex: none; min-width: 1.6rem; text-align: right; color: var(--soft); }
.base { color: var(--soft); } .base .what { padding-left: 2.2rem; }
.fixes { display: flex; flex-wrap: wrap; gap: .35rem; align-self: start; justify-content: flex-end; }
.rule { padding: 0 .4rem; border: 1px solid var(--line); border-radius: 5px; font-size: .75rem; white-space: nowrap; }
.saved {
  padding: 0 .5rem; border-radius: 5px; background: var(--add); color: var(--good); font-size: .8rem; font-weight: 600;
  white-space: nowrap;
}
.saved.grown { background: var(--del); color: var(--bad); }
.bar { grid-column: 1 / -1; display: flex; align-items: center; gap: .6rem; margin-left: 2.2rem; height: 1.05rem; }
.track {
  display: flex; flex: 1; min-width: 0; height: .7rem; border-radius: 3px; background: var(--card); overflow: hidden;
}
.track i { min-width: 2px; background: var(--before); }
.track i + i { box-shadow: inset 1px 0 var(--paper); }
.after .track i { background: var(--after); }
.after.grown .track i { background: var(--grown); }
.size { color: var(--soft); font-size: .8rem; font-variant-numeric: tabular-nums; white-space: nowrap; }
.bar .size { flex: none; width: 9.5rem; }

table { width: 100%; border-collapse: collapse; }
.differences { margin-bottom: 2rem; }
.differences td, .differences th, .each td { padding: .35rem .8rem; border-top: 1px solid var(--line); text-align: left;
  vertical-align: top; font-size: .85rem; }
.differences tr:first-child > * { border-top: 0; color: var(--soft); font-weight: 400; font-size: .85rem; }
.differences code { overflow-wrap: anywhere; }
.num { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.each { margin-bottom: 1.5rem; }

.diff td { padding: 0 .6rem; vertical-align: top; }
.diff tr:first-child td { padding-top: .4rem; } .diff tr:last-child td { padding-bottom: .4rem; }
.diff td:not(.text) {
  width: 1%; text-align: right; color: var(--soft); font-size: 11.5px; line-height: 1.55rem; user-select: none;
  font-variant-numeric: tabular-nums;
}
.diff .text { white-space: pre; line-height: 1.55rem; width: 100%; tab-size: 4; }
.diff .text::before { content: " "; display: inline-block; width: 1.1em; color: var(--soft); }
.add { background: var(--add); } .add .text::before { content: "+"; }
.del { background: var(--del); } .del .text::before { content: "-"; }
.gap td { height: .6rem; border-bottom: 1px dashed var(--line); }

footer { color: var(--soft); font-size: .85rem; }
footer p { margin: 0 0 .5rem; }
summary { cursor: pointer; }
"""
