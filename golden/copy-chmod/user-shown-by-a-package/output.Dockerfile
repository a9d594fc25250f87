FROM example/base
COPY --chmod=755 run.sh /run.sh
RUN apt-get update && apt-get install -y --no-install-recommends nano && rm -rf /var/lib/apt/lists/*
