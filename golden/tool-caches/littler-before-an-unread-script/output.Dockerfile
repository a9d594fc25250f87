FROM rocker/r-ver:4.3
RUN install2.r data.table && rm -rf /tmp/downloaded_packages
RUN git clone https://example.org/models . && ./setup.sh
