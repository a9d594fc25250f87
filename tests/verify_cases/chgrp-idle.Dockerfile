FROM debian:bookworm-slim
RUN useradd -u 1001 -g 0 -m app
COPY --chown=1001:0 app/ /opt/app/
RUN chgrp -R 0 /opt/app && chmod -R g=u /opt/app
USER 1001
# expect: SL303
