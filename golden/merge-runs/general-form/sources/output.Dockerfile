FROM debian:12
RUN set -e; ( set +e; . /etc/profile.d/x.sh && make one ); \
    make two
