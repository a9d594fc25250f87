FROM ghcr.io/me/base
RUN touch ~/.cpan/build && rm -rf ~/.cpan/build
RUN pwd
