FROM debian:12
RUN flock /x redis-server --daemonize yes
RUN ps > /ps.txt
