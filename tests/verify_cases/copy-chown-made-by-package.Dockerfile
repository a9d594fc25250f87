FROM debian:bookworm-slim
RUN mkdir -p /etc/app && touch /etc/app/other && false || true; [ -d /etc/app ]
COPY conf/app.conf /etc/app/
RUN chown 5:6 /etc/app/app.conf
# expect: SL301 unsafe
