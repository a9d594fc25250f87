FROM continuumio/miniconda3
COPY pkg /pkg
RUN conda build /pkg
RUN id -G > /id.txt
