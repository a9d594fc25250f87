FROM debian:12
RUN apt-get update && apt-get install -y curl perl make && rm -rf /var/lib/apt/lists/*
RUN curl https://sdk.cloud.google.com | bash
COPY . /srv
RUN curl -L https://cpanmin.us | perl - App::cpanminus
CMD ["gcloud"]
