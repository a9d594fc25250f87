FROM jupyter/base-notebook
USER root
WORKDIR /opt/w
COPY b.sh ./
RUN : $((NB_UID=5)) && chown $NB_UID b.sh
