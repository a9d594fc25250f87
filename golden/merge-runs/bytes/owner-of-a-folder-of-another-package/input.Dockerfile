FROM centos:7
RUN yum -y install httpd
# Change ownership
RUN chown -R apache:apache /var/www/html/owncloud
