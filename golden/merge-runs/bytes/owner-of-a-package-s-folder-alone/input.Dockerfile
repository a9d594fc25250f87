FROM centos:7
RUN yum -y install owncloud
# Change ownership
RUN chown apache:apache /var/www/html/owncloud
