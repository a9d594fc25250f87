FROM debian:12
RUN wineboot --init
RUN winetricks -q vcrun2019
