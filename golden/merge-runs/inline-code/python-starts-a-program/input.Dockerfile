FROM debian:12
RUN python3 -c "import os; os.system('usermod -aG adm root')"
RUN id > /id.txt
