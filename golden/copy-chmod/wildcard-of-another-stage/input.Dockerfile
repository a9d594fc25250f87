FROM debian:12 AS build
FROM debian:12
COPY run.sh stop.sh /opt/tools/
COPY --from=build /srv/tools/ /opt/tools/
RUN chmod +x /opt/tools/*.sh
