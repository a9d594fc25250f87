FROM centos:7
RUN yum -y update && \
    yum install -y git && \
    yum install -y vim && \
    yum clean all
