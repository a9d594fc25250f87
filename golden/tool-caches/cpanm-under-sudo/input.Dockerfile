FROM perl:5.38
USER app
RUN sudo cpanm Moo
