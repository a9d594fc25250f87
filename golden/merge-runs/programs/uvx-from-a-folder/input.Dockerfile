FROM python:3.12
RUN uvx --from /tool mytool
RUN id -G > /id.txt
