FROM debian:12
RUN useradd -m build
USER build
RUN sudo chown build:build /srv
COPY src/main.js /run.sh
RUN test -w /run.sh || touch /tmp/other; sudo chown build:build /run.sh
CMD ["/run.sh"]
