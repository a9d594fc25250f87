FROM debian:12
RUN python3.11 -c "import subprocess; subprocess.Popen(['x'])"
RUN make two
