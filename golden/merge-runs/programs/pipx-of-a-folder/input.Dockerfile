FROM python:3.12
COPY tool /tool
RUN pipx run --spec /tool mytool
RUN id -G > /id.txt
