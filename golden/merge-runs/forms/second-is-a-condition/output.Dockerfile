FROM debian:12
RUN make one && \
    if [ -f x ]; then make two; else make three; fi
