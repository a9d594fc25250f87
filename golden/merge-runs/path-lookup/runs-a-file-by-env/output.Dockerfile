FROM debian:12
ENV CONDA_DIR=/opt/conda
RUN $CONDA_DIR/bin/conda install -y a && \
    "${CONDA_DIR}/bin/conda" install -y b && \
    make three
