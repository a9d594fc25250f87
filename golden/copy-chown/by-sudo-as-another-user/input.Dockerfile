FROM debian:12
RUN useradd -m build
USER build
RUN sudo chown build:build /srv
WORKDIR /opt/w
COPY b.sh ./
RUN sudo -u nobody chown build:build b.sh
