FROM debian:bookworm-slim AS build
RUN mkdir -p /out && head -c 100000 /dev/zero > /out/blob

FROM debian:bookworm-slim
RUN useradd -m deploy
COPY --link --from=build /out /srv/out
RUN chown -R deploy:deploy /srv/out
# expect: SL301
