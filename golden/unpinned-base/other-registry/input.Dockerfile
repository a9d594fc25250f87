FROM registry.example:5000/team/thing:1
RUN true
