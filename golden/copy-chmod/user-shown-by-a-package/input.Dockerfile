FROM example/base
COPY run.sh /run.sh
RUN chmod +x /run.sh
RUN apt-get update && apt-get install -y --no-install-recommends nano && rm -rf /var/lib/apt/lists/*
