FROM debian:12
RUN renice -n 5 $$
RUN nice > /run/priority
