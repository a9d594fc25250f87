FROM debian:12
RUN zypper -n install a && zypper clean --all
RUN zypper -n install b && zypper clean --all && make
# by hand
RUN npm ci && npm cache clean --force
RUN npm ci && npm cache clean --force
