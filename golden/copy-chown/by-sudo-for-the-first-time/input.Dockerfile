FROM debian:12
RUN useradd -m build
USER build
COPY src/main.js /run.sh
RUN sudo chown build:build /run.sh
CMD ["/run.sh"]
