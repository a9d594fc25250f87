FROM continuumio/miniconda3
COPY .condarc /root/
RUN conda install -y numpy
