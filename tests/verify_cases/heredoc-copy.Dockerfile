FROM busybox
COPY <<one <<"two" /etc/conf/
RUN this is no instruction
one
$NOT_EXPANDED
two
RUN cat /etc/conf/one > /a
RUN cat /etc/conf/two > /b
# expect: SL101
