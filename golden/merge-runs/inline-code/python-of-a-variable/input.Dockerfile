FROM debian:12
RUN X='import os'; python3 -c "$X"
RUN id > /id.txt
