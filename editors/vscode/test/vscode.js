// A stand-in for the editor: what vscode-languageclient asks of the module `vscode`, as far as dslim needs it.
// Documents, diagnostics and providers are kept and can be asked; all else is there and does nothing.
const { pathToFileURL, fileURLToPath } = require("node:url");

class EventEmitter {
  #listeners = new Set();
  event = (listener, self) => {
    const bound = self ? listener.bind(self) : listener;
    this.#listeners.add(bound);
    return new Disposable(() => this.#listeners.delete(bound));
  };
  fire(value) {
    for (const listener of this.#listeners) listener(value);
  }
  dispose() {
    this.#listeners.clear();
  }
}

class Disposable {
  constructor(end) {
    this.dispose = end ?? (() => {});
  }
  static from(...all) {
    return new Disposable(() => all.forEach((one) => one.dispose()));
  }
}

class Position {
  constructor(line, character) {
    Object.assign(this, { line, character });
  }
}

class Range {
  constructor(a, b, c, d) {
    this.start = a instanceof Position ? a : new Position(a, b);
    this.end = a instanceof Position ? b : new Position(c, d);
  }
}

class Uri {
  constructor(href) {
    this.href = href;
    this.scheme = new URL(href).protocol.slice(0, -1);
    this.path = decodeURIComponent(new URL(href).pathname);
    this.fsPath = this.scheme === "file" ? fileURLToPath(href) : this.path;
  }
  static parse = (text) => new Uri(text);
  static file = (path) => new Uri(pathToFileURL(path).href);
  toString = () => this.href;
}

class WorkspaceEdit {
  edits = new Map();
  set(uri, edits) {
    this.edits.set(uri.toString(), edits);
  }
  replace(uri, range, newText) {
    this.set(uri, [...(this.edits.get(uri.toString()) ?? []), { range, newText }]);
  }
}

class Diagnostic {
  constructor(range, message, severity) {
    Object.assign(this, { range, message, severity });
  }
}

class CodeAction {
  constructor(title, kind) {
    Object.assign(this, { title, kind });
  }
}

class CodeActionKind {
  constructor(value) {
    this.value = value;
  }
  static Empty = new CodeActionKind("");
  append = (part) => new CodeActionKind(this.value ? `${this.value}.${part}` : part);
}
for (const name of ["QuickFix", "Refactor", "Source", "Notebook"]) {
  CodeActionKind[name] = new CodeActionKind(name === "QuickFix" ? "quickfix" : name.toLowerCase());
}

class CancellationTokenSource {
  token = { isCancellationRequested: false, onCancellationRequested: () => new Disposable() };
  cancel() {}
  dispose() {}
}

class Document {
  constructor(uri, languageId, text) {
    Object.assign(this, { uri, languageId, text, version: 1, isClosed: false, isDirty: false });
    this.fileName = uri.fsPath;
  }
  getText = () => this.text;
}

class MarkdownString {
  constructor(value = "") {
    this.value = value;
  }
  appendCodeblock(text) {
    this.value += text;
    return this;
  }
  appendMarkdown(text) {
    this.value += text;
    return this;
  }
}

class Hover {
  constructor(contents, range) {
    Object.assign(this, { contents: [contents].flat(), range });
  }
}

class TabInputText {
  constructor(uri) {
    this.uri = uri;
  }
}

const seen = { diagnostics: new Map(), actions: [], hovers: [], messages: [], settings: {} };
const documents = { open: new EventEmitter(), change: new EventEmitter(), close: new EventEmitter() };
const configured = new EventEmitter();

const workspace = {
  textDocuments: [],
  notebookDocuments: [],
  workspaceFolders: undefined,
  onDidOpenTextDocument: documents.open.event,
  onDidChangeTextDocument: documents.change.event,
  onDidCloseTextDocument: documents.close.event,
  onDidChangeConfiguration: configured.event,
  getConfiguration(section) {
    const whole = {};
    for (const [name, value] of Object.entries(seen.settings)) {
      const parts = name.split(".");
      parts.slice(0, -1).reduce((at, part) => (at[part] ??= {}), whole)[parts.at(-1)] = value;
    }
    const all = section ? (whole[section] ?? {}) : whole;
    return { ...all, get: (name, other) => name.split(".").reduce((at, part) => at?.[part], all) ?? other };
  },
  createFileSystemWatcher: () => ({
    onDidCreate: () => new Disposable(), onDidChange: () => new Disposable(), onDidDelete: () => new Disposable(),
    dispose() {},
  }),
};

const languages = {
  match: (selector, document) => {
    const of = [selector].flat();
    return of.some((one) => one.language === document.languageId && (!one.scheme || one.scheme === document.uri.scheme)) ? 10 : 0;
  },
  createDiagnosticCollection: (name) => ({
    name,
    set: (uri, marks) => seen.diagnostics.set(uri.toString(), marks ?? []),
    delete: (uri) => seen.diagnostics.delete(uri.toString()),
    clear: () => seen.diagnostics.clear(),
    has: (uri) => seen.diagnostics.has(uri.toString()),
    get: (uri) => seen.diagnostics.get(uri.toString()),
    forEach: () => {},
    dispose() {},
  }),
  registerCodeActionsProvider: (_, provider) => (seen.actions.push(provider), new Disposable()),
  registerHoverProvider: (_, provider) => (seen.hovers.push(provider), new Disposable()),
};

const told = (text) => process.env.DEBUG && console.error(text);
const channel = { append: told, appendLine: told, clear() {}, show() {}, hide() {}, dispose() {}, name: "dslim" };
const window = {
  createOutputChannel: () => channel,
  showErrorMessage: (text) => (seen.messages.push(text), Promise.resolve()),
  visibleTextEditors: [],
  tabGroups: { all: [], onDidChangeTabs: () => new Disposable() },
};

// Opens a document in a tab, as a person does.
exports.show = (document) => {
  workspace.textDocuments.push(document);
  window.activeTextEditor = { document };
  window.visibleTextEditors.push(window.activeTextEditor);
  window.tabGroups.all.push({ tabs: [{ input: new TabInputText(document.uri) }] });
};

// what is not here: an event or a function that does nothing, or a class to be extended
function filled(known) {
  return new Proxy(known, {
    get: (target, name) => {
      if (name in target || typeof name === "symbol" || name === "then") return target[name];
      if (/^[A-Z]/.test(name)) return (target[name] = class {});
      return () => new Disposable();
    },
  });
}

exports.seen = seen;
exports.documents = documents;
exports.configured = configured;
exports.Document = Document;
exports.vscode = filled({
  EventEmitter, Disposable, Position, Range, Uri, WorkspaceEdit, Diagnostic, CodeAction, CodeActionKind,
  CancellationTokenSource, MarkdownString, Hover, TabInputText,
  CancellationError: class extends Error {},
  TextEdit: class {
    constructor(range, newText) {
      Object.assign(this, { range, newText });
    }
  },
  Location: class {
    constructor(uri, range) {
      Object.assign(this, { uri, range });
    }
  },
  DiagnosticRelatedInformation: class {
    constructor(location, message) {
      Object.assign(this, { location, message });
    }
  },
  DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2, Hint: 3 },
  DiagnosticTag: { Unnecessary: 1, Deprecated: 2 },
  version: "1.82.0",
  env: filled({ appName: "a stand-in for the editor", language: "en" }),
  workspace: filled(workspace),
  languages: filled(languages),
  window: filled(window),
  commands: filled({}),
});
