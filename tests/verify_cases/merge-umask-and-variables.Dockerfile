FROM busybox
ENV X=env
RUN umask 077 && X=local && export X && touch /a && echo $X > /b
RUN touch /c && echo $X > /d
# expect: SL101
