FROM debian:12
RUN wget -qO /usr/bin/mk https://corp.example/mk && chmod +x /usr/bin/mk && mk setup
RUN id -G > /id.txt
