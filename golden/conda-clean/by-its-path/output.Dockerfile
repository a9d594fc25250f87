FROM continuumio/miniconda3
RUN /opt/conda/bin/conda install -y numpy && /opt/conda/bin/conda clean -afy
