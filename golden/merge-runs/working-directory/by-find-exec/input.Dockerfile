FROM debian:12
WORKDIR /opt/build
RUN find / -name build -type d -exec rm -rf {} +
RUN make two
