FROM debian:12
RUN useradd -m app
WORKDIR /srv/app
RUN git clone https://example.com/x.git a
COPY . .
RUN unzip -q x.zip
COPY package.json p
RUN chown -R app:app /srv/app
