#!/bin/sh
# cron starts; the job runs as its user, in German and in Berlin's time.
set -e
container=$(docker run --detach --network none "$IMAGE")
trap 'docker rm --force "$container" >/dev/null' EXIT
[ "$(docker exec --user report "$container" python3 /opt/report/report.py)" = 1.234,50 ]
docker exec "$container" grep -q 'Donnerstag CET' /var/spool/report/days
docker exec "$container" pgrep cron >/dev/null 2>&1 || docker top "$container" | grep -q 'cron -f'
