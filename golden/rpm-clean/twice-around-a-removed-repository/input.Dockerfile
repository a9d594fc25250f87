FROM centos:7
RUN yum install -y x && yum clean all && rm /etc/yum.repos.d/a.repo && yum install -y z && yum clean all
