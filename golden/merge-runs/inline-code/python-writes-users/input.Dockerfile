FROM debian:12
RUN python3 -c "open('/etc/group', 'a').write('x:x:1:root')"
RUN id > /id.txt
