FROM debian:12
RUN php -r '$f="sys"."tem"; $f("x");' 
RUN id > /id.txt
