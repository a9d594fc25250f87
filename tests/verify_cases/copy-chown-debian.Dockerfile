FROM debian:fastapt
RUN groupadd -g 77 app && useradd -u 77 -g 77 app
RUN mkdir -p /opt/app
COPY app /opt/app/
RUN chown -R app:app /opt/app
# expect: SL301
