FROM perl:5.38
RUN cpan Moo && rm -rf ~/.cpan/build ~/.cpan/sources
