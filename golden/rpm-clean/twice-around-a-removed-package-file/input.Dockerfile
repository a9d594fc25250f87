FROM centos:7
RUN yum install -y x.rpm && \
    rm x.rpm && \
    yum clean all && \
    yum remove -y httpd-devel && \
    yum clean all
