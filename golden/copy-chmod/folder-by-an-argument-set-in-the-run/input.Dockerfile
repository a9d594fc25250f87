FROM debian:12
ARG APP=/opt/app
COPY run.sh $APP/bin/
RUN APP=/opt/other; chmod 755 $APP/bin/run.sh
