FROM condaforge/miniforge3
RUN conda install -y -c conda-forge numpy && \
    conda install -y scipy
