FROM busybox
RUN cat <<EOF > /a && echo b > /b
text of a
EOF
RUN echo c > /c
# expect: nothing
