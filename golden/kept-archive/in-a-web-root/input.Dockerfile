FROM debian:12
WORKDIR /var/www/html
RUN wget https://example.org/a.zip && unzip a.zip
