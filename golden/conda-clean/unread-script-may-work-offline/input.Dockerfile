FROM continuumio/miniconda3
WORKDIR /web
RUN conda install -y x
RUN git clone https://example.org/x /x && sh /x/again.sh
