FROM debian:12
COPY app /tmp/app
RUN cp -r /tmp/app /opt/app
RUN rm -rf /tmp/app
