FROM debian:12
# above
RUN mkdir /a;   # first
RUN mkdir /b # second
