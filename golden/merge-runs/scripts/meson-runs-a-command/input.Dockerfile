FROM debian:12
WORKDIR /app
COPY . ./
RUN meson setup b
RUN id > /id.txt
