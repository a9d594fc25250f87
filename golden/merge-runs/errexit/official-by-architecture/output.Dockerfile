FROM arm64v8/debian:12
RUN a; b && \
    c
