FROM python:3.12
RUN echo install six | xargs pip
