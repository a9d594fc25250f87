FROM debian:12
COPY run.bin /opt/
RUN /lib64/ld-linux-x86-64.so.2 /opt/run.bin
RUN id -G > /id.txt
