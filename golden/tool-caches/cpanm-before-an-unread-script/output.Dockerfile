FROM perl:5.38
RUN cpanm Moose && rm -rf ~/.cpanm
RUN git clone https://example.org/kraken . && ./install_kraken.sh
