FROM debian:12
RUN set -f; make *
RUN make *
