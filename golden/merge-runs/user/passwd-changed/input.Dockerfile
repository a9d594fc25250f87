FROM debian:bookworm-slim
RUN sed -i 's|:/root:|:/srv:|' /etc/passwd
RUN echo "$HOME" > /home-is
