FROM centos:7
RUN source /opt/rh/devtoolset-11/enable && make one
RUN make two
