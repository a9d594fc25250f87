FROM debian:12
RUN if [ "$A" = 1 ]; then make a; fi
RUN if [ "$A" = 2 ]; then make b; fi
