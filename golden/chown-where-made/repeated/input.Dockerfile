FROM node:20
WORKDIR /app
RUN npm install
COPY b /b
RUN chown -R 5:6 /app
COPY c /c
RUN chown -R 5:6 /app
COPY d /d
RUN chown -R 7:8 /app
