FROM debian:12
RUN apt-get update && apt-get install -y curl && \
    # https://example.org/checklist#lists
    apt-get clean && rm -rf /var/lib/apt/lists/* && \
    # locale
    echo "en_US.UTF-8 UTF-8" >> /etc/locale.gen && \
    rm -rf /var/lib/apt/lists/*
