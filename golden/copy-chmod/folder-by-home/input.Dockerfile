FROM debian:12
COPY run.sh $HOME/
RUN chmod +x $HOME/run.sh
