FROM debian:12
RUN /opt/solr/bin/start.sh
RUN make two
