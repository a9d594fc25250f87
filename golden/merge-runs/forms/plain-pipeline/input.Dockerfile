FROM debian:12
RUN make one | tee log
RUN printf '%s\n' a | make two > out 2>&1
