FROM debian:12-slim
RUN apt-get update && apt-get install -y curl
RUN curl -s https://packagecloud.io/install/repositories/github/git-lfs/script.deb.sh | bash
CMD ["git", "lfs"]
