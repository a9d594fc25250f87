FROM debian:12
RUN make one && \
    cd /srv && make two
RUN make three
