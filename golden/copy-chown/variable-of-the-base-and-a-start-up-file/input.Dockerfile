FROM jupyter/base-notebook
ENV BASH_ENV=/etc/env
USER root
WORKDIR /opt/w
COPY b.sh ./
RUN chown $NB_UID b.sh
