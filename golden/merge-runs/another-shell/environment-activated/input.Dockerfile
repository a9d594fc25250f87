FROM mambaorg/micromamba:1.5
ARG MAMBA_DOCKERFILE_ACTIVATE=1
RUN micromamba install -y -n base gxx_linux-64
RUN make
