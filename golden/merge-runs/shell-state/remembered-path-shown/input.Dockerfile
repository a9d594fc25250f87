FROM debian:12
RUN ls / > /run/names
RUN type ls > /run/where
