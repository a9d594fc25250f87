#!/usr/bin/env node
// Stands for a bundler: needs its own dependency, and writes what the image runs.
const fs = require("fs");
const path = require("path");
require("left-large");
const [, , from, to] = process.argv;
fs.mkdirSync(path.dirname(to), { recursive: true });
fs.writeFileSync(to, "// built\n" + fs.readFileSync(from, "utf8"));
