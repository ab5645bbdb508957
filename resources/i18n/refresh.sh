#!/bin/sh
# Takes new texts of the screens into en.ts (translate those marked "unfinished" by hand) and compiles en.qm.
# Needs lrelease: apt-get install qt6-l10n-tools.
set -eu
cd "$(dirname "$0")/../.."
PATH="${VENV:-.venv}/bin:/usr/lib/qt6/bin:$PATH"
pylupdate6 --no-obsolete --ts resources/i18n/en.ts widgets/*.py widgets/panes/*.py console/app.py
sed -i '/<location /d' resources/i18n/en.ts
lrelease -silent resources/i18n/en.ts -qm resources/i18n/en.qm
