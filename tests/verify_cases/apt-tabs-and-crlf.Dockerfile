FROM debian:fastapt
RUN apt-get update
RUN	apt-get install -y \
		gamma
# expect: SL103
