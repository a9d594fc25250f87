FROM debian:12
RUN echo '4000:x:55:55::/:/bin/sh' >> /etc/passwd && echo '4000:x:66:' >> /etc/group
COPY src /app
RUN chown -R 4000:4000 /app
