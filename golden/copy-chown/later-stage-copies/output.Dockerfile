FROM debian:12 AS base
RUN useradd -m app
FROM base
COPY --chown=app:app src /home/app/src
RUN find /home/app \( ! -user app -o ! -group app \) -exec chown -h app:app {} +
