FROM mcr.microsoft.com/windows/nanoserver:ltsc2022
RUN make one
RUN make two
