FROM opensuse/leap:15
RUN zypper --no-gpg-checks refresh extra
USER root
RUN zypper -n install tango && zypper clean --all
