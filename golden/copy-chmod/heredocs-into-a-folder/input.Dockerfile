FROM debian:12
COPY <<"a.sh" <<-b.sh /usr/local/bin/
echo $A
a.sh
	echo b
	b.sh
RUN chmod 0755 /usr/local/bin/a.sh /usr/local/bin/b.sh
