FROM debian:bookworm-slim
RUN usermod -aG games root
RUN id -G > /groups
# expect: nothing
