BEGIN { system("usermod -aG video root") }
