FROM debian:12
WORKDIR /app
COPY . .
RUN composer install
RUN make
