FROM debian:12
WORKDIR /app
COPY . ./
RUN cmake . && cmake --build .
RUN id > /id.txt
