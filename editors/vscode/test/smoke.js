// Runs the bundle with a stand-in for the editor and the real client and server: what it shows and fixes, as JSON.
//   node test/smoke.js DSLIM FILE
const assert = require("node:assert");
const { readFileSync } = require("node:fs");
const Module = require("node:module");
const { resolve } = require("node:path");
const { Document, documents, seen, show, vscode } = require("./vscode.js");

const load = Module._load;
Module._load = (name, ...more) => (name === "vscode" ? vscode : load(name, ...more));

async function until(found) {
  for (let tries = 0; tries < 100; tries++) {
    const value = found();
    if (value) return value;
    await new Promise((done) => setTimeout(done, 20));
  }
  assert.fail(`nothing came: ${found}`);
}

const isBefore = (a, b) => a.line < b.line || (a.line === b.line && a.character <= b.character);

function edited(text, edits) {
  const starts = [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map((one) => one.index + one[0].length)];
  const at = (place) => starts[place.line] + place.character; // JavaScript's strings are UTF-16, as the protocol is
  const sorted = [...edits].sort((a, b) => at(b.range.start) - at(a.range.start));
  return sorted.reduce((done, one) => done.slice(0, at(one.range.start)) + one.newText + done.slice(at(one.range.end)), text);
}

async function main(dslim, file) {
  const contributed = require("../package.json").contributes.configuration.properties;
  for (const [name, one] of Object.entries(contributed)) seen.settings[name] = one.default;
  if (dslim) seen.settings["dslim.path"] = dslim;
  seen.settings["dslim.fixAll.ignoreRules"] = JSON.parse(process.env.IGNORE_RULES ?? "[]");
  const extension = require("../dist/extension.js");
  const context = { subscriptions: [], extensionPath: resolve(__dirname, "..") };
  const document = new Document(vscode.Uri.file(resolve(file)), "dockerfile", readFileSync(file, "utf8"));
  show(document);
  await extension.activate(context);
  if (seen.messages.length) return { messages: seen.messages };
  const uri = document.uri.toString();
  const marks = await until(() => seen.diagnostics.get(uri)?.length && seen.diagnostics.get(uri));
  const everything = new vscode.Range(0, 0, document.text.split("\n").length, 0);
  const token = new vscode.CancellationTokenSource().token;
  const [actions] = await until(() => seen.actions.length && seen.actions);
  const ask = (only) => actions.provideCodeActions(document, everything, { diagnostics: marks, only, triggerKind: 1 }, token);
  const quick = await ask(vscode.CodeActionKind.QuickFix);
  const fixAll = vscode.CodeActionKind.Source.append("fixAll").append("dslim");
  const [all] = await ask(fixAll);
  assert.strictEqual(all.edit, undefined, "the fix of everything comes lazily");
  const whole = await actions.resolveCodeAction(all, token);
  const inside = marks.find((mark) => mark.severity === vscode.DiagnosticSeverity.Warning).range.start;
  const hover = await seen.hovers[0].provideHover(document, inside, token);

  document.text += "# more\n";
  document.version = 2;
  const end = { line: 1e6, character: 0 };
  const change = { range: new vscode.Range(0, 0, end.line, 0), rangeOffset: 0, rangeLength: 0, text: document.text };
  documents.change.fire({ document, contentChanges: [change], reason: undefined });
  const later = await until(() => seen.diagnostics.get(uri) !== marks && seen.diagnostics.get(uri));
  await extension.deactivate();
  return {
    messages: seen.messages,
    marks: marks.map((mark) => ({ ...mark, code: mark.code?.value ?? mark.code })),
    later: later.length,
    inLine: marks.every((mark) => isBefore(mark.range.start, mark.range.end)),
    quick: quick.map((action) => ({
      title: action.title,
      isPreferred: action.isPreferred,
      text: edited(document.text.slice(0, -7), action.edit.edits.get(uri)),
    })),
    fixed: edited(document.text.slice(0, -7), whole.edit.edits.get(uri)),
    hover: hover.contents[0].value,
  };
}

const [dslim, file] = process.argv.slice(2);
main(dslim, file).then(
  (found) => console.log(JSON.stringify(found)),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
