FROM debian:bookworm-slim
RUN echo 'set -e; V=1; umask 027; cd /srv' > /env.sh
RUN . /env.sh && echo "$V" > a; false || echo b > b
RUN echo "${V:-none}" > c; pwd > d; false; umask > e
RUN eval 'trap "touch /trapped" EXIT; exit 0'; touch /never
RUN touch last
# expect: SL101
