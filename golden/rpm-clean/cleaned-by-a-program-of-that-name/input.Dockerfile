FROM centos:7
COPY scripts/yum_clean_all /opt/docker/bin/
RUN yum install -y git && \
    /opt/docker/bin/yum_clean_all
