FROM centos:7
RUN yum -y install git && \
    git --version && \
    yum clean all && \
    true
