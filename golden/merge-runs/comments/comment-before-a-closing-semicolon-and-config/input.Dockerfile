FROM debian:12
RUN make \
# the first
;
# about the label
LABEL a=b
RUN make install
