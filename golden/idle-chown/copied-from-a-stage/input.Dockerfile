FROM debian:12 AS b
RUN make
FROM debian:12
COPY --from=b /o /app
RUN chown -R root:root /app
