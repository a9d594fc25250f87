FROM debian:9
USER app
RUN sudo pip install flask
