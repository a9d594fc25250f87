FROM centos:7
# Install ownCloud
RUN yum -y install owncloud && yum clean all

# Change ownership
RUN chown -R apache:apache /var/www/html/owncloud
