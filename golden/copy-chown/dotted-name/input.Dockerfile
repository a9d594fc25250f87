FROM debian:12
RUN echo 'a.b:x:55:55::/:/bin/sh' >> /etc/passwd
COPY src /app
RUN chown -R a.b /app
