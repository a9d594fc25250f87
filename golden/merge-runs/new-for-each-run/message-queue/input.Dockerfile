FROM debian:12
RUN ipcmk -Q > /run/queue
RUN ipcs -q > /run/queues
