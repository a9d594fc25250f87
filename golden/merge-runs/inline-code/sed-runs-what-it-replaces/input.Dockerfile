FROM debian:12
WORKDIR /src
RUN echo x | sed 's/x/date/e' > /now
RUN id > /id.txt
