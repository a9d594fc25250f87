FROM fedora:40
RUN curl -LO https://example.org/a.rpm && \
    rpm -ivh a.rpm
