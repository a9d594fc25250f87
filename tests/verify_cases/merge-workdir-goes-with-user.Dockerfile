FROM debian:bookworm-slim
WORKDIR /home/app
RUN useradd -d /home/app app && chown app /home/app && touch mine && userdel -r app
RUN pwd > /where && touch new && ls -a > /listing
# expect: nothing
