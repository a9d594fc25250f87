FROM debian:12
RUN echo "a b" > /etc/a && \
    test -s /etc/a && [ -f /etc/a ] && : "${X:-y}"
