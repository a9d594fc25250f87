FROM debian:12
RUN mkdir /a
# a separate command, for its log
RUN mkdir /b
