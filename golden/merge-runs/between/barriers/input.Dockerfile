FROM debian:12
RUN make a
ENV A=1
RUN make b
ARG B=1
RUN make c
WORKDIR /w
RUN make d
USER app
RUN make e
SHELL ["/bin/bash", "-c"]
RUN make f
VOLUME /v
RUN make g
ADD x /x
RUN make h
