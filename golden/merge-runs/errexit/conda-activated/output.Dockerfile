FROM ubuntu:24.04
RUN set -e; ( set +e; . /opt/conda/bin/activate base && make one ); \
    make two
