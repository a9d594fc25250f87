FROM debian:12
RUN make one
RUN cd /srv && make two
RUN make three
