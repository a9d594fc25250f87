FROM debian:12
COPY src/main.py /usr/local/bin/
RUN chmod 644 /usr/local/bin/main.py
CMD ["x"]
