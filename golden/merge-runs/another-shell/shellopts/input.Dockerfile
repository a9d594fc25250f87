FROM debian:12
ENV SHELLOPTS=errexit
RUN make one
RUN make two
