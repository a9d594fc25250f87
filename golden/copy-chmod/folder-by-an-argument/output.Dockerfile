FROM debian:12
ARG APP=/opt/app
RUN mkdir -p ${APP}
COPY --chmod=755 run.sh $APP/bin/
WORKDIR $APP
