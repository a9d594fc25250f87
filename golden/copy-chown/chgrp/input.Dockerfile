FROM debian:12
WORKDIR /app
COPY src .
RUN chgrp -R staff .
