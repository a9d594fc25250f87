FROM bitnami/nginx:1.27
WORKDIR /tmp
RUN curl -O https://example.org/a.tgz; tar xzf a.tgz; make
