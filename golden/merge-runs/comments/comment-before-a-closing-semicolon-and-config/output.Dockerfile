FROM debian:12
RUN make && \
# the first
make install
# about the label
LABEL a=b
