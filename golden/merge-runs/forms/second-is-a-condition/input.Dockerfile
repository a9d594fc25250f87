FROM debian:12
RUN make one
RUN if [ -f x ]; then make two; else make three; fi
