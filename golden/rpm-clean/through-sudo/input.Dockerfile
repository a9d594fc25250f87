FROM quay.io/example/centos
USER app
RUN sudo yum install -y git
