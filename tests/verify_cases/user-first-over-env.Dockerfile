FROM debian:bookworm-slim
WORKDIR /srv/app
COPY app .
ENV BROWSERS=/opt/browsers
RUN useradd -r -u 901 svc
RUN chown -R svc:svc /srv/app
# expect: SL301 SL305
