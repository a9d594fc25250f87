FROM debian:12
RUN gpg --keyserver hkps://keys.openpgp.org --recv-keys 0xA
RUN make two
