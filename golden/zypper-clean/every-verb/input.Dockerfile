FROM opensuse/leap:15.5
RUN zypper dist-upgrade x
RUN zypper dup x
RUN zypper in x
RUN zypper inr x
RUN zypper install-new-recommends x
RUN zypper patch x
RUN zypper ref x
RUN zypper si x
RUN zypper source-install x
RUN zypper up x
RUN zypper update x
