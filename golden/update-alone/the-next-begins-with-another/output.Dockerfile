FROM debian:12
RUN apt-get update && \
    apt-get update -o Dir::Etc::sourcelist=/a.list && apt-get install -y a
