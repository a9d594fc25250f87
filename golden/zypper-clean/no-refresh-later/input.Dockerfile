FROM opensuse/leap:15
RUN zypper -n install git
COPY a /a
RUN zypper -n --no-refresh install vim && zypper clean --all
