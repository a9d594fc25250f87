FROM debian:12
WORKDIR /app
COPY x.sh /etc/profile.d/x.sh
RUN bash -lc 'echo x'
RUN id > /id.txt
