FROM debian:12
RUN make one \
 && make two \
 && make three \
    # why four
 && make four a \
      b \
    \
 && make five && make six
