FROM debian:12
RUN node -e "require('child_process').execSync('x')"
RUN id > /id.txt
