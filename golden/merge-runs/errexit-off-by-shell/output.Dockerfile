FROM debian:12
SHELL ["/bin/bash", "+o", "errexit", "-c"]
RUN make one; if make two; then make three; fi && \
    make four
