FROM debian:12
RUN apt-get update && apt-get install -y curl
RUN eval "$(echo YXB0LWdldCBpbnN0YWxsIC15IG1ha2U= | base64 -d)"
