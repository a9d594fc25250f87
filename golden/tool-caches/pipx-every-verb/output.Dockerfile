FROM python:3.12
RUN pipx inject x && rm -rf ~/.cache/pip
RUN pipx install-all x && rm -rf ~/.cache/pip
RUN pipx upgrade x && rm -rf ~/.cache/pip
