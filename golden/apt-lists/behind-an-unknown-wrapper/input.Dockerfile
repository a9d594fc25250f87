FROM example.org/base:1
RUN apt-dpkg-wrap apt-get update && apt-dpkg-wrap apt-get install -y curl && apt-cleanup
