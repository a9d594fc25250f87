FROM debian:12
RUN curl -o /miniconda.sh https://repo.anaconda.com/miniconda/Miniconda3-latest-Linux-x86_64.sh
RUN bash /miniconda.sh -b -p /opt/conda
