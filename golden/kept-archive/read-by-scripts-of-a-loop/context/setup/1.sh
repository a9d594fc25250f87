ls pkg.tar.gz > /log
