FROM debian:12
RUN mkdir -p /etc/proxy
COPY src/main.js /etc/proxy/main.js
RUN echo a > /etc/proxy/other
RUN chown -R www-data:www-data /etc/proxy
