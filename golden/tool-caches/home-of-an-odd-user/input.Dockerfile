FROM debian
USER \\
RUN opam install x
RUN rm /x
USER a\g<9>
RUN opam install x && cp ~/.opam/x $HOME/y
RUN cat ~/x
