FROM debian:12
RUN apt-get update && apt-get install -y curl
RUN curl https://sdk.cloud.google.com.example.org | bash
CMD ["gcloud"]
