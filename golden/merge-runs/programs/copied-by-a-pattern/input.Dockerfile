FROM debian:12
RUN git clone https://code.example/t /t && cp /t/bin/* /usr/local/bin/ && mk setup
RUN id -G > /id.txt
