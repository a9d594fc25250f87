FROM debian:12
COPY profile /home/app/.profile
RUN su - app -c true
RUN pgrep sleep
