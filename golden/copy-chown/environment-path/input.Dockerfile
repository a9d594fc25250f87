FROM debian:12
ENV D=/app
COPY src ${D}/x
RUN chown -R 5:6 "${D}"
