FROM debian:12
RUN ./configure --prefix=/usr && \
    python3 setup.py install && \
    bash Miniconda3-latest-Linux-x86_64.sh -b && \
    make two
