FROM debian:12
RUN make one
RUN make two
RUN python --version

RUN mkdir /a
RUN npm run build

# it goes again
RUN curl -fo /tmp/a.zip https://example.com/a.zip && \
    rm /tmp/a.zip
