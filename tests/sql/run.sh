#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh BONUSCTL: makes a ledger in the cluster that PGHOST names and runs the pgTAP files beside
# this script on it. Each file is one transaction that is rolled back, so their order is no matter.
set -eu
bonusctl=$1
here=$(cd "$(dirname "$0")" && pwd)
# The cluster's user may be named like our schema, which would then collect pgTAP's functions.
export PGOPTIONS='--client-min-messages=warning --search-path=public'

createdb sql_test
export PGDATABASE=sql_test
"$bonusctl" --database "dbname=sql_test" db migrate >/dev/null
psql() {
    command psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 "$@"
}
psql -c 'create extension pgtap'
psql --output /dev/null -f "$here/fixture.sql"
# What the daemon calls, out of the one place that names it.
grep -o 'bonus\.[a-z_]*_v[0-9]*' "$here/../../src/store/statement.def" | sed 's/^bonus\.//' | sort -u |
    psql -c 'copy till.daemon_function from stdin'

# Each rule of sql/checks as a view that tests can look at.
for file in "$here"/../../sql/checks/*.sql; do
    rule=$(basename "$file" .sql)
    { echo "create view broken.\"$rule\" as"; cat "$file"; } | psql
done

exec pg_prove --norc "$here"/*_test.sql
