FROM debian:12
COPY --chmod=755 <<"a.sh" <<-b.sh /usr/local/bin/
echo $A
a.sh
	echo b
	b.sh
