// Makes dist/: the extension in one file, its licence, and those of the packages that went into it.
const { cpSync, existsSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const esbuild = require("esbuild");

const made = esbuild.buildSync({
  entryPoints: ["extension.js"],
  outfile: "dist/extension.js",
  bundle: true,
  platform: "node",
  target: "node18",
  minify: true,
  external: ["vscode"],
  metafile: true,
});
const packages = new Set(Object.keys(made.metafile.inputs).map((path) => path.match(/^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//)?.[1]));
packages.delete(undefined);
const notices = [...packages].sort().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = ["License.txt", "LICENSE", "LICENSE.md", "license.txt"].map((one) => join(folder, one)).find(existsSync);
  return `${name} ${version} (${license})\n\n${file ? readFileSync(file, "utf8") : ""}`;
});
writeFileSync("dist/THIRD-PARTY.txt", notices.join("\n---\n\n"));
cpSync("../../LICENSE", "LICENSE");
