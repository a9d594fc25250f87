FROM node:20
RUN git config --system a.b c
RUN npm config set fund false
RUN mkdir /a

# it goes again
RUN curl -fo /tmp/a.zip https://example.com/a.zip
RUN rm /tmp/a.zip
