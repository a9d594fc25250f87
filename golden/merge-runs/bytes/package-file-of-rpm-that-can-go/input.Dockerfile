FROM fedora:40
RUN curl -LO https://example.org/a.rpm
RUN rpm -ivh a.rpm
