FROM debian:12
RUN ls > /dev/null
RUN echo $$ > /b
