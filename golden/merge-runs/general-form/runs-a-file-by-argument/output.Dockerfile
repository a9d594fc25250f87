FROM debian:12
ARG CONDA_DIR=/opt/conda
RUN set -e; ( set +e; $CONDA_DIR/bin/conda install -y a; make one ); \
    make two
