FROM debian:12
ARG OWNER=88:88
COPY app /opt/app
RUN chown -R ${OWNER} /opt/app
