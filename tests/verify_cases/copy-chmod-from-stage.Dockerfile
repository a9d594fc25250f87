FROM debian:bookworm-slim AS build
RUN echo 'echo hello' > /run.sh

FROM debian:bookworm-slim
COPY --from=build /run.sh /usr/local/bin/run
RUN chmod +x /usr/local/bin/run
# expect: SL302 unsafe
