FROM quay.io/condaforge/linux-anvil
RUN yum install -y make && yum -q list installed && yum clean all
RUN . /opt/conda/etc/profile.d/conda.sh && conda activate x
