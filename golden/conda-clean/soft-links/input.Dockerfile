FROM continuumio/miniconda3
RUN conda config --set always_softlink true && conda install -y numpy
