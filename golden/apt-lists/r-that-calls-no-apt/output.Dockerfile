FROM debian:12
RUN apt-get update && apt-get install -y r-base && rm -rf /var/lib/apt/lists/*
WORKDIR /srv
RUN Rscript -e 'install.packages("data.table")'
