FROM node:20
RUN git config --system a.b c && \
    npm config set fund false && \
    mkdir /a

# it goes again
RUN curl -fo /tmp/a.zip https://example.com/a.zip && \
    rm /tmp/a.zip
