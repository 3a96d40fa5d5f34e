# npm start: becomes the appliance. Beside it the dashboard is built when it is missing or stale: nobody has to wait for that to sign people in.
here="$(dirname "$0")"
sh "$here/run.sh" --version >/dev/null || exit $?
sh "$here/run.sh" tools/dashboard.ts </dev/null >&2 &
exec sh "$here/run.sh" bin/bailiwick.ts start "$@"
