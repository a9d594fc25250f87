FROM perl:5.38
RUN cpanm Moose
RUN git clone https://example.org/kraken . && ./install_kraken.sh
