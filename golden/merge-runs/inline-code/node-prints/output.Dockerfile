FROM debian:12
RUN node -p "require('./package.json').version" && \
    id > /id.txt
