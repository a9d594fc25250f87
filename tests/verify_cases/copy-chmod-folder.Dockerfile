FROM debian:fastapt
COPY app/bin /opt/scripts
RUN chmod +x /opt/scripts/*
# expect: SL302 unsafe
