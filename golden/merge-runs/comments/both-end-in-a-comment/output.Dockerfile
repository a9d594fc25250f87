FROM debian:12
# above
# first
RUN mkdir /a && \
    mkdir /b # second
