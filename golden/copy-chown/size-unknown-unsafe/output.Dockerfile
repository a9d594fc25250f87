FROM debian:12 AS build
RUN echo hello > /out

FROM debian:12
COPY --from=build --chown=1:1 /out /app/out
RUN touch /app/made
RUN find /app \( ! -user 1 -o ! -group 1 \) -exec chown -h 1:1 {} +
