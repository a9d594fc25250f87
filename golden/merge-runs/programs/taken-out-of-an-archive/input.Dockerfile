FROM debian:12
RUN curl -fsSL https://corp.example/t.tgz | tar xz -C /usr/local/bin mk && mk setup
RUN id -G > /id.txt
