FROM debian:12
RUN python3 /src/up.py
RUN make two
