FROM quay.io/condaforge/linux-anvil
RUN yum install -y make
RUN echo "yum install -y gcc" > /opt/conda.sh
RUN . /opt/conda.sh
