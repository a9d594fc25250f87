FROM perl:5
RUN cpan install A && \
    cpan install B && rm -rf ~/.cpan/build ~/.cpan/sources
