from debian:12
run make one
run make two
