FROM debian:12
RUN apt-get update -qq && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
COPY a /a
RUN apt-get update -qq && apt-get install -y git && apt-get install -y make && rm -rf /var/lib/apt/lists/*
COPY b /b
RUN apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y tzdata && rm -rf /var/lib/apt/lists/*
