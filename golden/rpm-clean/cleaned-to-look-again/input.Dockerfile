FROM centos:7
RUN yum -y update && yum clean all && cp x.repo /etc/yum.repos.d/ && yum install -y git && yum clean all
