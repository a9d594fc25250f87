FROM python:3.12
RUN cat a.txt | xargs -I{} pip install {}
