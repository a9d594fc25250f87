FROM debian:12
COPY t.pkr.hcl /
RUN packer build /t.pkr.hcl
RUN id -G > /id.txt
