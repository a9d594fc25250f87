FROM debian:12
RUN touch /stamp
RUN echo a > /a
RUN find / -xdev -newer /stamp -type f > /new.txt
