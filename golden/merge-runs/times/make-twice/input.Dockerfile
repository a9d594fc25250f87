FROM debian:12
WORKDIR /src
COPY . .
RUN make
RUN make install
