FROM example.org/base
USER root
ARG DIR=/x
COPY run.sh $DIR/
RUN printf -v DIR /y && chmod +x $DIR/run.sh
