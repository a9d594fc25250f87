FROM opensuse/leap:15
RUN zypper --no-gpg-checks refresh extra && zypper clean --all
USER root
RUN zypper -n --no-gpg-checks install tango && zypper clean --all
