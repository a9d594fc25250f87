FROM debian:12
RUN ./configure --prefix=/usr
RUN python3 setup.py install
RUN bash Miniconda3-latest-Linux-x86_64.sh -b
RUN make two
