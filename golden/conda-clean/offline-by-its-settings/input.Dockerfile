FROM continuumio/miniconda3
RUN conda install -y numpy
COPY .condarc /root/
RUN conda create -y -n x numpy
