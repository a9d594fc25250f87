resource "null_resource" "x" {
  provisioner "local-exec" {
    command = "usermod -aG ops root"
  }
}
