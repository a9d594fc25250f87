FROM jupyter/base-notebook
USER root
WORKDIR /opt/w
COPY b.sh ./
RUN chown $NB_USER:$NB_USER b.sh
