FROM debian:12
ARG APP=/opt/app
COPY run.sh $APP/bin/
ARG APP=/opt/other
RUN chmod 755 $APP/bin/run.sh
