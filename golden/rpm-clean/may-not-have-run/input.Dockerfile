FROM centos:7
RUN if [ -n "$X" ]; then yum install -y git; fi
