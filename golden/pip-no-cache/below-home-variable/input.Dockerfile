FROM python:3.12-slim
ENV HOME=/home/app
RUN pip install flask
COPY app /app
RUN ls "$HOME"/.cache && chmod -R g=u $HOME/.cache
