FROM rockylinux:9
RUN RHSM_TOKEN="$(cat /run/secrets/t)" dnf install -y git
