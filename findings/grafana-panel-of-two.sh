#!/usr/bin/env bash
# @grafana/grafana-foundation-sdk 0.0.21 (npm): a panel that is put into a second dashboard moves in the first, which was built
# before.
#
# Input:    one builder of a panel, put into a dashboard of its own, which is built; then behind another panel into a second
#           dashboard; then its title is set anew. And one builder put into a dashboard twice.
# Expected: the first dashboard as it was built: `build()` ends a builder's work. Two panels beside each other for the last.
# Seen:     the panel of the first dashboard is at the second one's place, with the new title: build() hands out the builder's own
#           object, and adding it to a dashboard writes the place into it. The two panels are one, on top of each other.
# Here:     dashboards/ makes each panel by a function, anew for each dashboard.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund @grafana/grafana-foundation-sdk@0.0.21
cat > panels.cjs <<'JS'
const { DashboardBuilder } = require("@grafana/grafana-foundation-sdk/dashboard");
const { PanelBuilder } = require("@grafana/grafana-foundation-sdk/timeseries");

const panel = (title) => new PanelBuilder().title(title).span(12).height(8);
const told = ({ title, panels }) => console.log(title, panels.map((it) => `${it.title} at ${it.gridPos.x},${it.gridPos.y}`).join("; "));

const shared = panel("errors");
const first = new DashboardBuilder("first").withPanel(shared).build();
told(first);
const second = new DashboardBuilder("second").withPanel(panel("requests")).withPanel(shared).build();
shared.title("errors of today");
told(second);
told(first);
const twice = panel("twice");
told(new DashboardBuilder("third").withPanel(twice).withPanel(twice).build());
JS
seen=$(node panels.cjs)
expected='first errors at 0,0
second requests at 0,0; errors of today at 12,0
first errors of today at 12,0
third twice at 12,0; twice at 12,0'
echo "@grafana/grafana-foundation-sdk 0.0.21"
echo "$seen"
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
