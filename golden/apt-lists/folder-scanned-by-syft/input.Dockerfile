FROM debian:12
RUN apt-get update && apt-get install -y curl
RUN syft scan dir:/ -o json=/sbom.json
