FROM quay.io/team/python:3.12
RUN true
