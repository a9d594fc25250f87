FROM debian:12
RUN make one
# dslim: ignore[merge-runs] wanted apart
RUN make two
