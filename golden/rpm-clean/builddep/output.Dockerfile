FROM centos:7
RUN yum-builddep -y git && yum clean all
