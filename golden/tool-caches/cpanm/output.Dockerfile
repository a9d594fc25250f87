FROM perl:5.38
RUN cpanm Moo && rm -rf ~/.cpanm
