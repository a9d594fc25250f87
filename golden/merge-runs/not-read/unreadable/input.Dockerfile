FROM debian:12
RUN make one
RUN if make two; then
