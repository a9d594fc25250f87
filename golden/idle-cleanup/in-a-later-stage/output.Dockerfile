FROM python:3.14 AS base
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
USER root

FROM base
RUN echo && apt-get update && apt-get install -y git; rm -rf /var/lib/apt/lists/*
USER root
CMD ["python"]
