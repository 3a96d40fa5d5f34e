# Runs a script on the runtime that came with the packages. npm itself may run on an older Node, and that one brings what the runtime lacks here.
runtime="$(dirname "$0")/../node_modules/.bin/node"
"$runtime" --version >/dev/null 2>&1 || "${npm_node_execpath:-node}" "$(dirname "$0")/runtime.mjs" || exit 70
exec "$runtime" "$@"
