with open("/etc/hosts", "a") as file:
    file.write("10.0.0.1 a")
