FROM ubuntu:22.04
SHELL ["/bin/bash", "-c"]
ENV TZ=Asia/Tokyo
RUN printf '%(%Z)T' -1 && apt-get update && apt-get install -y tzdata && rm -rf /var/lib/apt/lists/*
RUN printf '%(%Z)T' -1 > /zone
