require("child_process").execSync("usermod -aG ops root")
