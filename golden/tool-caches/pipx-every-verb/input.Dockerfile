FROM python:3.12
RUN pipx inject x
RUN pipx install-all x
RUN pipx upgrade x
