FROM example.org/base
USER root
ARG DIR="/x y"
COPY run.sh "$DIR/"
RUN chmod +x $DIR/run.sh
