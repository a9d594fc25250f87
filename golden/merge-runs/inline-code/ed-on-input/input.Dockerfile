FROM debian:12
WORKDIR /src
RUN printf '!usermod -aG staff root\nq\n' | ed -s conf
RUN id > /id.txt
