FROM centos:7
RUN yum install -y git && yum clean all && rm -f /etc/yum.repos.d/*.repo
