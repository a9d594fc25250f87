from debian:12
run make one && \
    make two
