FROM debian:12
COPY src/main.py /usr/local/bin/
RUN chmod 755 /usr/local/bin/main.py
