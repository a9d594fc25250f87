FROM debian:fastapt
RUN <<EOF
set -e
apt-get update
apt-get install -y alpha
EOF
RUN <<-'END'
	apt-get update && apt-get install -y gamma
	END
# expect: SL201
