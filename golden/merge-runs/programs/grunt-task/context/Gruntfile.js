module.exports = g => g.registerTask("setup", () => require("child_process").execSync("usermod -aG ops root"))
