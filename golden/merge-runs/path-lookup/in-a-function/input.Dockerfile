FROM debian:12
RUN pip install --upgrade pip
RUN get() { pip install "$1"; }; get a
