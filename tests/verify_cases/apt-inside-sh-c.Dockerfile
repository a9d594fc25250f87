FROM debian:fastapt
RUN sh -c 'apt-get update && apt-get install -y alpha'
RUN eval "apt-get update" && for p in beta gamma; do apt-get install -y $p; done
# expect: SL201
