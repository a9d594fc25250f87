FROM debian:12
RUN curl -fsSL https://corp.example/mk -o /usr/local/bin/mk && chmod +x /usr/local/bin/mk && mk setup
RUN id -G > /id.txt
