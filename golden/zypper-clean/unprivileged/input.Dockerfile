FROM opensuse/leap:15
USER app
RUN zypper -n install git
