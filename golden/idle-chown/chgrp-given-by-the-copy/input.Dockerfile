FROM debian:12
COPY --chown=1001:0 src /opt/app/
RUN chgrp -R 0 /opt/app && chmod -R g=u /opt/app
USER 1001
