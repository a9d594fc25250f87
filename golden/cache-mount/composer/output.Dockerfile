FROM composer:2
COPY . .
RUN --mount=type=cache,target=/tmp/cache \
    composer install --no-dev
