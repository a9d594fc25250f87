FROM debian:12
RUN Rscript -e 'library(a)' -e 'system2("x")' 
RUN id > /id.txt
