FROM busybox
RUN sh -c 'sleep 60 & echo a > /a'
RUN ps | grep -c '[s]leep 60' > /count || true
# expect: nothing
