FROM debian:12
RUN python3 -c "import numpy; print(numpy.__version__)" && \
    id > /id.txt
