FROM debian:12
RUN ls > /dev/null
RUN sh -c 'echo $$' > /b; true
