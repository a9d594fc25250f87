FROM debian:12
RUN curl -o /opt/a.tar.gz https://example.org/a.tar.gz && \
    # Run the unpacking here
    tar xzf /opt/a.tar.gz -C /opt && \
    rm /opt/a.tar.gz
