FROM debian:fastapt
RUN apt-get update && apt-get install -y --no-install-recommends alpha
CMD ["alpha"]
# expect: SL201
