FROM busybox AS parent
ONBUILD RUN echo triggered > /triggered
ONBUILD RUN echo twice > /twice
RUN echo a > /a
RUN echo b > /b
FROM parent
RUN echo c > /c
RUN echo d > /d
# expect: SL101
