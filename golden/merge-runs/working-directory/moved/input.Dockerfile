FROM debian:12
WORKDIR /build
RUN make one && mv /build /srv/done
RUN make two
