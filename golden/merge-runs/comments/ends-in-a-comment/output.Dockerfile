FROM debian:12
# first
RUN mkdir /a && \
    mkdir /b
