FROM centos:7
RUN yum -y install centos-release-gluster && \
    yum -y --enablerepo=centos-gluster*-test install heketi && \
    yum -y --enablerepo=* clean all
