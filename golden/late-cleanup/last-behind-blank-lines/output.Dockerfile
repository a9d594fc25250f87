FROM centos:7
RUN yum install -y git && \
    yum clean all

COPY a /a
