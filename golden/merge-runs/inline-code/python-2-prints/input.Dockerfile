FROM debian:12
RUN python -c "import cv2; print cv2.__version__"
RUN id > /id.txt
