FROM debian:12 AS b
RUN make
FROM debian:12
COPY --from=b /x /app
RUN chown -R 1:1 /app
