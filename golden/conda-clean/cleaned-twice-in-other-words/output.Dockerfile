FROM condaforge/miniforge3
RUN mamba install -y x && mamba install -y y && mamba clean --all -f -y
