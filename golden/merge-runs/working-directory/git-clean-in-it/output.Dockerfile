FROM debian:11
WORKDIR /src
RUN git clean -fdx && \
    touch here
