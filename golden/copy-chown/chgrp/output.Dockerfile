FROM debian:12
WORKDIR /app
COPY --chown=0:staff src .
RUN chgrp staff .
