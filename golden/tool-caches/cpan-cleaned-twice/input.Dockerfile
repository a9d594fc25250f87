FROM perl:5
RUN cpan install A && rm -rf ~/.cpan/build ~/.cpan/sources && \
    cpan install B && rm -rf ~/.cpan/build ~/.cpan/sources
