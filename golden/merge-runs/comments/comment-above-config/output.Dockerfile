FROM debian:12
RUN make one && \
    make two
# who
LABEL maintainer=me
