FROM jupyter/base-notebook
USER root
WORKDIR /opt/w
COPY b.sh ./
RUN printf -v NB_UID %s 3 && chown $NB_UID b.sh
