FROM fedora:39
COPY x.spec /
RUN rpmbuild -bb /x.spec
RUN id -G > /id.txt
