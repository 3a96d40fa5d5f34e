# npm start: builds the dashboard when it is missing or stale, then becomes the appliance.
sh "$(dirname "$0")/run.sh" tools/dashboard.ts || exit $?
exec sh "$(dirname "$0")/run.sh" bin/bailiwick.ts start "$@"
