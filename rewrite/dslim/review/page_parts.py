"""The style sheet and the script of the page of `fix --html`: the script fills in the command, and loads nothing."""

from __future__ import annotations

#: What the page has beside the style that it shares with the page of `dslim verify`.
STYLE = """
main.review { grid-template-columns: minmax(0, 1fr); gap: 1.2rem; }
.index { display: grid; align-items: start; gap: 1.2rem;
  grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); }
.index h2 { margin: 0 0 .4rem; font-size: 1rem; overflow-wrap: anywhere; }
.index .rows { max-height: 24rem; overflow: auto; border: 1px solid var(--line); border-radius: 8px; }
.index table { border-collapse: separate; border-spacing: 0; }
.index td, .index th { padding: .3rem .8rem; border-top: 1px solid var(--line); text-align: left; font-size: .85rem;
  vertical-align: top; overflow-wrap: anywhere; }
.index tr:first-child > * { position: sticky; top: 0; border-top: 0; background: var(--paper); color: var(--soft);
  font-weight: 400; }
a { color: inherit; }
.file-part > h2 { margin: 1.2rem 0 .6rem; overflow-wrap: anywhere; }
.fix { margin-bottom: .8rem; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
.fix > label { display: flex; flex-wrap: wrap; align-items: start; gap: .3rem .6rem; padding: .55rem .9rem;
  background: var(--card); cursor: pointer; }
.fix input { margin: .25rem 0 0; accent-color: var(--after); }
.fix .why { flex: 1 1 20rem; overflow-wrap: anywhere; }
.fix .note { flex: 1 0 100%; color: var(--soft); font-size: .8rem; overflow-wrap: anywhere; }
.fix .scroll { border: 0; border-radius: 0; }
.unsafe { color: var(--bad); border-color: currentColor; }
.left { padding-left: 1.2rem; overflow-wrap: anywhere; }
.command { position: sticky; bottom: 0; padding: .8rem 0 1rem; background: var(--paper);
  border-top: 1px solid var(--line); }
.command p { margin: 0 0 .4rem; }
.command textarea { width: 100%; padding: .6rem .8rem; border: 1px solid var(--line); border-radius: 8px;
  background: var(--card); color: var(--ink); resize: vertical;
  font: 12.5px/1.5 ui-monospace, "DejaVu Sans Mono", monospace; }
.command button { padding: .25rem .9rem; border: 1px solid var(--line); border-radius: 6px; background: var(--card);
  color: var(--ink); font: inherit; cursor: pointer; }
"""

SCRIPT = """
const boxes = [...document.querySelectorAll("input[data-id]")];
const rules = [...document.querySelectorAll("input[data-all]")];
const command = document.getElementById("command");
const requires = (box) => box.dataset.requires.split(" ").filter(Boolean);
const inFile = (box) => boxes.filter((other) => other.dataset.file === box.dataset.file);
function follow(box) {
  for (const other of inFile(box)) {
    const needed = box.checked ? requires(box).includes(other.dataset.id) : requires(other).includes(box.dataset.id);
    if (needed && other.checked !== box.checked) {
      other.checked = box.checked;
      follow(other);
    }
  }
}
function show() {
  const lines = [];
  for (const part of document.querySelectorAll("[data-command]")) {
    const ids = [...part.querySelectorAll("input[data-id]:checked")].map((box) => box.dataset.id);
    if (ids.length) lines.push(`${part.dataset.command} --only ${ids.join(",")} -- ${part.dataset.path}`);
  }
  command.value = lines.join("\\n");
  command.rows = Math.min(Math.max(lines.length, 1), 6);
  const chosen = boxes.filter((box) => box.checked).length;
  document.getElementById("chosen").textContent = `${chosen} of ${boxes.length}`;
  for (const rule of rules) {
    const mine = boxes.filter((box) => box.dataset.rule === rule.dataset.all);
    const count = mine.filter((box) => box.checked).length;
    rule.checked = count === mine.length;
    rule.indeterminate = count > 0 && count < mine.length;
  }
}
for (const box of boxes) box.addEventListener("change", () => { follow(box); show(); });
for (const rule of rules) rule.addEventListener("change", () => {
  for (const box of boxes.filter((one) => one.dataset.rule === rule.dataset.all)) {
    box.checked = rule.checked;
    follow(box);
  }
  show();
});
document.getElementById("copy").addEventListener("click", () => { command.select(); document.execCommand("copy"); });
show();
"""
