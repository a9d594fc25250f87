FROM busybox
RUN echo a > /a; echo b > /b;
RUN echo c > /c; false; echo d > /d
RUN if [ -e /d ]; then echo e > /e; else echo f > /f; fi
# expect: SL101
