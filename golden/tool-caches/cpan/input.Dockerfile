FROM perl:5.38
RUN cpan Moo
