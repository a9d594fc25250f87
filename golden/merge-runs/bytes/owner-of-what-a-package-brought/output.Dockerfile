FROM centos:7
# Install ownCloud
RUN yum -y install owncloud && yum clean all && \
    # Change ownership
    chown -R apache:apache /var/www/html/owncloud
