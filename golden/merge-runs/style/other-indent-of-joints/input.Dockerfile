FROM debian:12
RUN make one \
 && make two
RUN make three \
    && make \
      four \
    && make five
RUN make six \
    && make seven
