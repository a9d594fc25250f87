FROM continuumio/miniconda3
RUN conda create x
RUN conda env update x
RUN conda update x
RUN conda upgrade x
