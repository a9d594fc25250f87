FROM debian:12
COPY --chown=1001:1001 src /opt/app/
RUN chgrp -R 0 /opt/app
USER 1001
