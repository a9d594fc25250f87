FROM debian:12
COPY src/main.py /usr/local/bin/
CMD ["x"]
