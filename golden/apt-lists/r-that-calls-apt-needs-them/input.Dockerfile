FROM debian:12
RUN apt-get update && apt-get install -y r-base r-cran-bspm
RUN echo "bspm::enable()" >> /etc/R/Rprofile.site
WORKDIR /srv
RUN Rscript -e 'install.packages("data.table")'
