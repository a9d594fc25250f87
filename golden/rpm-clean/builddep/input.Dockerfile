FROM centos:7
RUN yum-builddep -y git
