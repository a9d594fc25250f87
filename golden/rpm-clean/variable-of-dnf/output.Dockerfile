FROM fedora:40
RUN DNF_VAR_stream=beta dnf install -y a && DNF_VAR_stream=beta dnf clean all
