FROM debian:12 AS other
RUN echo
FROM debian:12
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
COPY --from=other / /
RUN rm -rf /var/lib/apt/lists/*
