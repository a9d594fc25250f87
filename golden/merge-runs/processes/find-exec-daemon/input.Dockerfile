FROM debian:12
RUN find /etc/init.d -name 'x*' -exec service {} start \;
RUN make two
