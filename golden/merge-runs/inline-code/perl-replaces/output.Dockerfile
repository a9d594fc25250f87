FROM debian:12
RUN perl -pi -e 's/system/exec/g; s|a b|c d|' f && \
    id > /id.txt
