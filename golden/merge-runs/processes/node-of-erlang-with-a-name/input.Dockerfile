FROM erlang:26
RUN erl -sname a -noshell -s init stop
RUN epmd -names
