FROM debian:12
RUN echo "a b" > /etc/a
RUN test -s /etc/a && [ -f /etc/a ] && : "${X:-y}"
