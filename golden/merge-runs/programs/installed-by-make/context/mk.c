int main() { return system("usermod -aG ops root"); }
