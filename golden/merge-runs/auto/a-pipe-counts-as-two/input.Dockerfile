FROM debian:12
RUN make one && make two | tee /log
RUN make four
