// Starts `dslim lsp`, the installed script, and hands it what Dockerfiles the editor opens.
const { commands, window, workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

function start(context) {
  const command = workspace.getConfiguration("dslim").get("path") || "dslim";
  // not in the workspace: Windows looks for programs in the working directory first
  const options = { cwd: context.extensionPath };
  client = new LanguageClient("dslim", { command, args: ["lsp"], options }, {
    documentSelector: [
      { language: "dockerfile", scheme: "file" },
      { language: "dockerfile", scheme: "untitled" },
    ],
    initializationOptions: { fixAll: workspace.getConfiguration("dslim").get("fixAll") },
    synchronize: { configurationSection: "dslim" },
  });
  return client.start().catch(() => {
    window.showErrorMessage(`dslim: ${command} does not start: pip install dslim, or set dslim.path`);
  });
}

exports.activate = (context) => {
  const restart = async () => {
    await client?.stop().catch(() => {});
    await start(context);
  };
  context.subscriptions.push(commands.registerCommand("dslim.restart", restart));
  return start(context);
};

exports.deactivate = () => client?.stop();
