FROM debian:12
ENV APP=/srv/app
ARG APP=/srv/other
WORKDIR /srv/app
COPY src .
RUN chown -R 1001:1001 $APP
