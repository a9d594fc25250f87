FROM continuumio/miniconda3
RUN /opt/conda/bin/conda install -y numpy
