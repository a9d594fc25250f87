FROM debian:12
RUN useradd -m app
WORKDIR /srv/app
RUN git clone https://example.com/x.git a && chown -R app:app /srv/app
COPY . .
RUN unzip -q x.zip && find /srv/app \( ! -user app -o ! -group app \) -exec chown -h app:app {} +
COPY package.json p
RUN chown -R app:app /srv/app
