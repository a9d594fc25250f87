FROM debian:12
SHELL ["conda", "run", "-n", "x", "/bin/bash", "-c"]
RUN make one
RUN make two
