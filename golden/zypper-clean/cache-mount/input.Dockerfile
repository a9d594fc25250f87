FROM opensuse/leap:15
RUN --mount=type=cache,target=/var/cache/zypp zypper -n install git
