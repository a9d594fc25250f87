FROM debian:12
RUN make one
# what it is
LABEL a=b
# the second
RUN make two
