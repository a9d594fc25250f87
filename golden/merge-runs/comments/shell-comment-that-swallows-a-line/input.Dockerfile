FROM debian:12
RUN mkdir /a # first \
  && mkdir /x
RUN mkdir /b
