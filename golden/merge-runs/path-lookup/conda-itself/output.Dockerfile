FROM condaforge/miniforge3
RUN ( conda install -y conda=24.1 ) && \
    conda install -y scipy
