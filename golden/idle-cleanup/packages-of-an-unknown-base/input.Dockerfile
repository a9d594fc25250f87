FROM example.org/base
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
USER root
RUN apt-get clean && rm -rf /var/lib/apt/lists/*
