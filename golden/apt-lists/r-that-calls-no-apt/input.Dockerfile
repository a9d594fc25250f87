FROM debian:12
RUN apt-get update && apt-get install -y r-base
WORKDIR /srv
RUN Rscript -e 'install.packages("data.table")'
