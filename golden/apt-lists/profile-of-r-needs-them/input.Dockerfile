FROM debian:12
RUN apt-get update && apt-get install -y r-base python3-gi
COPY Rprofile.site /etc/R/Rprofile.site
RUN install2.r data.table
