FROM python:3.12
WORKDIR /web
RUN pip install --no-cache-dir x
RUN git clone https://example.org/x /x && sh /x/again.sh
