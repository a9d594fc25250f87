FROM debian:12
RUN useradd -m app
WORKDIR /srv/app
RUN git clone https://example.com/x.git a && find /srv/app \( ! -user app -o ! -group app \) -exec chown -h app:app {} +
COPY . .
RUN unzip -q x.zip && find /srv/app \( ! -user app -o ! -group app \) -exec chown -h app:app {} +
COPY package.json p
RUN find /srv/app \( ! -user app -o ! -group app \) -exec chown -h app:app {} +
