FROM mcr.microsoft.com/windows/servercore:ltsc2022
RUN python -m pip install flask
