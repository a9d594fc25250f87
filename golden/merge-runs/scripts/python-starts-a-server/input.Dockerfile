FROM debian:12
WORKDIR /app
COPY up.py .
RUN python3 up.py
RUN make two
