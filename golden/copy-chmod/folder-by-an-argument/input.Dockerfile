FROM debian:12
ARG APP=/opt/app
RUN mkdir -p ${APP}
COPY run.sh $APP/bin/
RUN chmod 0755 "${APP}/bin/run.sh"
WORKDIR $APP
