FROM debian:bookworm-slim
RUN useradd -m app
WORKDIR /srv/app
COPY requirements.txt ./
RUN mkdir out && cp -r /etc/apt out/
COPY conf/ conf/
RUN chown -R app:app /srv/app
# expect: SL301 SL304
