FROM opensuse/leap:15.6
RUN zypper -n --plus-repo https://example.com/r install x
