FROM debian:12
COPY src /app
RUN useradd -u 1500 -g 100 app && userdel app && useradd -u 1600 -g 100 app
RUN chown -R app:users /app
