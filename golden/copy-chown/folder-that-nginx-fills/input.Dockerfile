FROM nginx:1.25
COPY ./html /usr/share/nginx/html
RUN chown nginx:nginx /etc && frob
RUN chown -R nginx:nginx /usr/share/nginx/html
