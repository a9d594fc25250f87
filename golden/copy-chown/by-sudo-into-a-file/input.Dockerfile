FROM debian:12
RUN useradd -m build
USER build
RUN sudo chown build:build /srv
COPY src/main.js /run.sh
RUN sudo id >> /run.sh && sudo chown build:build /run.sh
CMD ["/run.sh"]
