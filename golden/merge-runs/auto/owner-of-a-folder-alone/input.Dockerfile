FROM node:20-alpine
RUN git clone https://example.org/a.git /opt/a

RUN chown node:node /opt/a
