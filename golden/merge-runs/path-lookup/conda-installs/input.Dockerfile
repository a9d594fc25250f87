FROM condaforge/miniforge3
RUN conda install -y -c conda-forge numpy
RUN conda install -y scipy
