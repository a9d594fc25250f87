FROM debian:12
ARG VERSION=v1
# init
ADD --checksum=sha256:bc00b96015b1636200dbe02328e13fd0a8ae7dd937f3fcae26fc5959c905dd9a --chmod=755 https://example.com/${VERSION}/tini /tini
RUN /tini --version
