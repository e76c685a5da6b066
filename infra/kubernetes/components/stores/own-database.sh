#!/usr/bin/env bash
# On the first start: the service's database and the account that owns it, as docs/isolation.md says; both bear the service's
# name, the password is that of the service's own secret.
set -euo pipefail
uri=$(</run/secrets/postgres-uri)
credentials=${uri#*://}
credentials=${credentials%%@*}
psql --no-psqlrc --username postgres --dbname postgres --set ON_ERROR_STOP=1 \
  --set service="${credentials%%:*}" --set password="${credentials#*:}" <<'SQL'
REVOKE CONNECT, TEMPORARY ON DATABASE postgres, template1 FROM PUBLIC;
CREATE ROLE :"service" LOGIN PASSWORD :'password';
CREATE DATABASE :"service" OWNER :"service";
REVOKE CONNECT, TEMPORARY ON DATABASE :"service" FROM PUBLIC;
SQL
