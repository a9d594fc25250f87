FROM archlinux
COPY PKGBUILD /
RUN makepkg -s
RUN id -G > /id.txt
