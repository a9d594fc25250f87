FROM debian:12
RUN dnsmasq
RUN make two
