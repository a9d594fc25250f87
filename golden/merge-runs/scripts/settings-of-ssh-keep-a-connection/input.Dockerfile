FROM debian:12
COPY ssh_config /root/.ssh/config
RUN git clone git@example.org:x
RUN test ! -S /tmp/master
