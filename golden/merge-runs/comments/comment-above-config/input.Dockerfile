FROM debian:12
RUN make one
# who
LABEL maintainer=me
RUN make two
