FROM centos:7
RUN yum install -y hadoop-yarn \
    yum clean all
