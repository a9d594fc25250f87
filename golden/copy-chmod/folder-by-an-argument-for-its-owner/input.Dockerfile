FROM debian:12
ARG APP=/opt/app
COPY run.sh $APP/bin/
RUN chmod 700 $APP/bin/run.sh
