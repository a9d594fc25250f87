FROM debian:12
RUN $# a
RUN pipenv install =~ - && rm -rf ~/.cache/pipenv ~/.cache/pip
