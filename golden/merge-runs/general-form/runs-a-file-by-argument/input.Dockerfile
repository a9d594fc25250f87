FROM debian:12
ARG CONDA_DIR=/opt/conda
RUN $CONDA_DIR/bin/conda install -y a; make one
RUN make two
