FROM registry.example.com/build/tools:4
RUN powershell -Command Install-Tools
RUN npm ci
RUN cd app
