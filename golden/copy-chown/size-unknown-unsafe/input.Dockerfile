FROM debian:12 AS build
RUN echo hello > /out

FROM debian:12
COPY --from=build /out /app/out
RUN touch /app/made
RUN chown -R 1:1 /app
