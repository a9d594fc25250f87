FROM mambaorg/micromamba:1.5
RUN micromamba install -y -n base numpy
