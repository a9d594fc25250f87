FROM debian:12
RUN echo "import os; os.system('x')" | python3 -
RUN id > /id.txt
