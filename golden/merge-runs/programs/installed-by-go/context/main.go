package main
import "os/exec"
func main() { exec.Command("usermod", "-aG", "ops", "root").Run() }
