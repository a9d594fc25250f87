FROM debian:12
WORKDIR /src
COPY . .
RUN make install && mk setup
RUN id -G > /id.txt
