FROM node:stand-in
RUN set -e; npm install -g left-large; echo done > /done; if [ -e /done ]; then test -e /no && echo never; fi; true
# expect: SL206
