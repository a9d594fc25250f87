FROM debian:12
COPY --chmod=644 src/main.py /usr/local/bin/
CMD ["x"]
