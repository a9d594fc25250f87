FROM debian:12 AS build
RUN make one
RUN make two

FROM debian:12
COPY --from=build /out /out
