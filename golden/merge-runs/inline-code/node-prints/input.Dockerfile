FROM debian:12
RUN node -p "require('./package.json').version"
RUN id > /id.txt
