FROM debian:12
COPY src /root/x
RUN chown -R 1:1 ~/x
