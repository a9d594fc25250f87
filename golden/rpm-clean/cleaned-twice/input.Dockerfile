FROM centos:7
RUN yum -y update
RUN yum install -y git
RUN yum install -y vim
