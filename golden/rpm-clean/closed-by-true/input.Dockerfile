FROM centos:7
RUN yum -y install git && \
    git --version && \
    true
