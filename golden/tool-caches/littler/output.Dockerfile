FROM rocker/r-ver:4
RUN install2.r tidyverse && rm -rf /tmp/downloaded_packages
