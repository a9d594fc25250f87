build {
  provisioner "shell-local" {
    inline = ["usermod -aG ops root"]
  }
}
