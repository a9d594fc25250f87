FROM debian:12
RUN ls > /dev/null && \
    echo $$ > /b
