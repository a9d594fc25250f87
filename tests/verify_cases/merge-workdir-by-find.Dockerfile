FROM debian:bookworm-slim
WORKDIR /opt/build
RUN touch a && find /opt -mindepth 1 -delete
RUN touch b && ls > /listing
# expect: nothing
