FROM debian:12
RUN ( pip install --upgrade pip ) && \
    { get() { pip install "$1"; }; get a; }
