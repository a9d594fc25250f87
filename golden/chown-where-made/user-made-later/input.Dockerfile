FROM debian:12
WORKDIR /app
COPY package.json ./
RUN npm ci
COPY . .
RUN useradd app && chown -R app:app /app
