FROM continuumio/miniconda3
RUN conda config --add pkgs_dirs /data/pkgs && conda install -y numpy
