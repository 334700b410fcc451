#!/bin/sh
# Keeps one Grafana organisation per tenant, with the tenant's data sources and dashboards in it. Runs beside Grafana.
#
# Reads   $DESIRED_DIRECTORY/tenants              one tenant id per line
#         $DESIRED_DIRECTORY/data-source-*.json   bodies of data sources; @TENANT@ stands for the id, @PASSWORD@ for ...
#         $PASSWORDS_DIRECTORY/<tenant id>        ... the password of the tenant's reader
#         $DESIRED_DIRECTORY/dashboard-*.json     dashboards, likewise
#         $OPERATORS_DIRECTORY/*                  whether it changed: Grafana's own provisioning reads it
# Writes  to Grafana's HTTP API only. Creates and updates; never deletes what people may have made.
# Needs   curl, and GRAFANA_USER and GRAFANA_PASSWORD of a server administrator.
set -eu

grafana=${GRAFANA_URL:-http://127.0.0.1:3000}
desired=${DESIRED_DIRECTORY:-/desired}
passwords=${PASSWORDS_DIRECTORY:-/passwords}
operators=${OPERATORS_DIRECTORY:-/operators}
poll_seconds=${POLL_SECONDS:-30}      # how soon a change of the files is noticed, and a failure tried again
repair_seconds=${REPAIR_SECONDS:-3600}  # how often everything is set again, against edits by hand
operators_organisation=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 0' TERM INT

# Passwords must not be seen in the process list.
umask 077
printf 'user = "%s:%s"\n' "$GRAFANA_USER" "$GRAFANA_PASSWORD" > "$work/curl.conf"

log() { printf '%s %s\n' "$(date -u +%FT%TZ)" "$*"; }

# call METHOD ORGANISATION PATH [BODY_FILE]: leaves the answer in $work/answer and prints the HTTP status.
call() {
  curl --silent --show-error --max-time 30 --config "$work/curl.conf" --request "$1" --header "X-Grafana-Org-Id: $2" \
    --header 'Content-Type: application/json' ${4:+--data-binary "@$4"} --output "$work/answer" --write-out '%{http_code}' "$grafana$3"
}

# expect STATUS WHAT: 200, or a line in the log and failure.
expect() {
  [ "$1" = 200 ] && return 0
  log "failed: $2: HTTP $1: $(head -c 300 "$work/answer" 2>/dev/null)"
  return 1
}

# organisation TENANT: sets $organisation to its id; creates it if there is none. The administrator becomes a member,
# which the X-Grafana-Org-Id header requires.
organisation() {
  status=$(call GET $operators_organisation "/api/orgs/name/$1")
  if [ "$status" = 404 ]; then
    printf '{"name":"%s"}' "$1" > "$work/body"
    status=$(call POST $operators_organisation /api/orgs "$work/body")
    log "organisation $1: created"
  fi
  expect "$status" "organisation $1" || return 1
  organisation=$(grep -oE '"(id|orgId)":[0-9]+' "$work/answer" | head -n 1 | tr -dc 0-9)
  # Without an id the requests below would go to whatever organisation the administrator is in.
  [ -n "$organisation" ] || { log "failed: organisation $1: no id in the answer"; return 1; }
  printf '{"loginOrEmail":"%s","role":"Admin"}' "$GRAFANA_USER" > "$work/body"
  status=$(call POST $operators_organisation "/api/orgs/$organisation/users" "$work/body")
  [ "$status" = 409 ] || expect "$status" "membership in $1"
}

# fill FILE TENANT IS_DEFAULT: the file with its placeholders replaced, on standard output. Needs `fillings TENANT` before.
fill() { sed -e "s/@TENANT@/$2/g" -e "s/\"@IS_DEFAULT@\"/$3/g" -f "$work/fillings" "$1"; }

# fillings TENANT: its password, for fill.
fillings() {
  [ -s "$passwords/$1" ] || { log "failed: no password of $1 yet"; return 1; }
  printf 's/@PASSWORD@/%s/g\n' "$(cat "$passwords/$1")" > "$work/fillings"
}

# data_sources ORGANISATION TENANT IS_DEFAULT
data_sources() {
  for file in "$desired"/data-source-*.json; do
    fill "$file" "$2" "$3" > "$work/body"
    uid=$(grep -oE '"uid":"[^"]+"' "$work/body" | head -n 1 | cut -d '"' -f 4)
    status=$(call PUT "$1" "/api/datasources/uid/$uid" "$work/body")
    [ "$status" != 404 ] || status=$(call POST "$1" /api/datasources "$work/body")
    expect "$status" "data source $uid in organisation $1" || return 1
  done
}

# dashboards ORGANISATION TENANT
dashboards() {
  for file in "$desired"/dashboard-*.json; do
    [ -e "$file" ] || continue
    { printf '{"overwrite":true,"dashboard":'; fill "$file" "$2" true; printf '}'; } > "$work/body"
    status=$(call POST "$1" /api/dashboards/db "$work/body")
    expect "$status" "${file##*/} in organisation $1" || return 1
  done
}

# provisioned: has Grafana read its own provisioning again, with the operators' password as it is now.
provisioned() {
  status=$(call POST $operators_organisation /api/admin/provisioning/datasources/reload)
  expect "$status" "the operators' data sources"
}

tenant() {
  organisation "$1" && fillings "$1" && data_sources "$organisation" "$1" true && dashboards "$organisation" "$1" \
    && data_sources $operators_organisation "$1" false
}

reconcile() {
  failed=0
  while read -r id; do
    # One tenant's failure does not keep the others waiting.
    tenant "$id" || failed=$((failed + 1))
  done < "$desired/tenants"
  log "$(wc -l < "$desired/tenants") tenants, $failed failed"
  provisioned && [ "$failed" = 0 ]
}

done_sum=''
done_at=0
own_sum=$(cksum < "$0")
while :; do
  # Another text of this very script came with an upgrade, which restarts no pod: kubelet starts that one.
  [ "$(cksum < "$0")" = "$own_sum" ] || exit 0
  sum=$(cat "$desired"/* "$passwords"/* "$operators"/* | cksum)
  now=$(date +%s)
  if [ "$sum" != "$done_sum" ] || [ $((now - done_at)) -ge "$repair_seconds" ]; then
    if [ "$(call GET $operators_organisation /api/health 2>/dev/null || true)" != 200 ]; then
      log "Grafana is not ready yet"
    elif reconcile; then
      done_sum=$sum
      done_at=$now
    fi
  fi
  [ "${ONCE:-}" = "" ] || break
  sleep "$poll_seconds" & wait $!
done
[ "$done_sum" = "$sum" ]
