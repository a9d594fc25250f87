FROM python:3.12
WORKDIR /web
RUN uv pip install --system x
RUN git clone https://example.org/x /x && sh /x/again.sh
