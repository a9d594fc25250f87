FROM debian:12
WORKDIR /src
COPY . .
RUN make && \
    make install
