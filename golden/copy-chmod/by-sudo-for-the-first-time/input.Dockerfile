FROM debian:12
RUN useradd -m build
USER build
COPY b.sh /b.sh
RUN sudo chmod +x /b.sh
CMD ["/b.sh"]
