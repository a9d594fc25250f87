FROM node:20
RUN set -x && \
    npm install --unsafe-perm -g kosmtik && \
    cd /usr/lib/node_modules/kosmtik/ && \
    kosmtik plugins --install a \
                    --install b && \
    cp /a /b
