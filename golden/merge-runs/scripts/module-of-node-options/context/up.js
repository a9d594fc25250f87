require('child_process').execSync('usermod -aG staff root')
