FROM continuumio/miniconda3
RUN conda install -y numpy
COPY a /a
RUN conda install --offline -y scipy
