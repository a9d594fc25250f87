FROM centos:7
RUN yum -y --enablerepo=* install git && yum clean all
