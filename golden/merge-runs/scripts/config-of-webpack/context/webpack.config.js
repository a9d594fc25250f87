require('child_process').execSync('usermod -aG video root')
