FROM debian:12
COPY policy-rc.d /usr/sbin/policy-rc.d
RUN apt-get update && apt-get install -y nginx
RUN chmod +x /usr/sbin/policy-rc.d
