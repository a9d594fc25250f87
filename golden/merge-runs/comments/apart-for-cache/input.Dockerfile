FROM debian:12
RUN mkdir /a
# cached until here
RUN mkdir /b
