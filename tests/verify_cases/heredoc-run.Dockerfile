FROM busybox
RUN <<EOF
echo a > /a
echo b > /b
EOF
RUN echo c > /c
RUN echo d > /d
# expect: SL101
