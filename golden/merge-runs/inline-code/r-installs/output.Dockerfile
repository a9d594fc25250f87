FROM debian:12
RUN R -e "install.packages(c('a', 'b'), repos='https://cran.r-project.org')" && \
    id > /id.txt
