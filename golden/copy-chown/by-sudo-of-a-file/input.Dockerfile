FROM debian:12
RUN useradd -m build
USER build
RUN sudo mkdir /work && sudo chown build:build /work
COPY src/main.js /run.sh
RUN sudo chmod +x /run.sh && sudo chown -R build:build /run.sh
CMD ["/run.sh"]
