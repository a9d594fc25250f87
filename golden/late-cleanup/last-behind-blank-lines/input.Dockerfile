FROM centos:7
RUN yum install -y git

COPY a /a


RUN yum clean all
