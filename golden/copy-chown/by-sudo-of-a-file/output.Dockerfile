FROM debian:12
RUN useradd -m build
USER build
RUN sudo mkdir /work && sudo chown build:build /work
COPY --chown=build:build --chmod=755 src/main.js /run.sh
CMD ["/run.sh"]
