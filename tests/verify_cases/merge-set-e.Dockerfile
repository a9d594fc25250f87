FROM busybox
RUN set -e; echo a > /a; echo b > /b
RUN set -e; echo c > /c
RUN for i in 1 2 3; do echo $i >> /d; done
# expect: SL101
