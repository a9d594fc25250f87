FROM node:20
WORKDIR /app
RUN npm install && find /app \( ! -user 5 -o ! -group 6 \) -exec chown -h 5:6 {} + && find /app \( ! -user 7 -o ! -group 8 \) -exec chown -h 7:8 {} +
COPY b /b
COPY c /c
RUN find /app \( ! -user 5 -o ! -group 6 \) -exec chown -h 5:6 {} +
COPY d /d
RUN find /app \( ! -user 7 -o ! -group 8 \) -exec chown -h 7:8 {} +
