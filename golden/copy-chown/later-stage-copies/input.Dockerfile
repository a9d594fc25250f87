FROM debian:12 AS base
RUN useradd -m app
FROM base
COPY src /home/app/src
RUN chown -R app:app /home/app
