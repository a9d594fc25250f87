FROM debian:12
RUN mkdir /s && echo a > /s/f && rsync -a /s/ /t/
RUN echo b > /s/f && rsync -a /s/ /t/
