FROM example.org/base
USER root
ARG DIR=x
COPY run.sh $DIR/
RUN chmod +x /$DIR/run.sh
