FROM debian:12
SHELL ["/bin/bash", "-c"]
RUN set -e; ! { make one; make two; }
RUN make three; make four
