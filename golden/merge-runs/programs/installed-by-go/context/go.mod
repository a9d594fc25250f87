module corp.example/mk
