FROM rockylinux:9
USER app
RUN http_proxy=http://proxy:3128 sudo -E dnf install -y git
