FROM continuumio/miniconda3
RUN conda create x && conda clean -afy
RUN conda env update x && conda clean -afy
RUN conda update x && conda clean -afy
RUN conda upgrade x && conda clean -afy
