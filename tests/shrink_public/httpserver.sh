#!/bin/sh
# the service answers with the status that it was told, and lists spaces
set -e
container=$(docker run --detach --network none "$IMAGE")
trap 'docker rm --force "$container" >/dev/null' EXIT
docker exec "$container" node -e '
const at = "http://127.0.0.1:9006", json = { "Content-Type": "application/json" };
const wait = () => fetch(at).catch(() => new Promise((done) => setTimeout(() => done(wait()), 200)));
(async () => {
  await wait();
  await fetch(at + "/set-response-error-code", { method: "PUT", headers: json, body: JSON.stringify({ errorCode: 418 }) });
  if ((await fetch(at)).status !== 418) throw "status";
  const page = await (await fetch(at + "/wiki/rest/api/space?limit=5")).json();
  if (page.results.length !== 5) throw "spaces";
})().catch((error) => { console.error(error); process.exit(1); });'
