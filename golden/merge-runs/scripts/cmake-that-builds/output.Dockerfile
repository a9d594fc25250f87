FROM debian:12
WORKDIR /app
COPY . ./
RUN cmake . && \
    id > /id.txt
