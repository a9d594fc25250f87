FROM debian:12
RUN useradd -m build
USER build
RUN sudo chown build:build /srv && sudo apt-get purge -y sudo
WORKDIR /opt/w
COPY b.sh ./
RUN sudo chown build:build b.sh
