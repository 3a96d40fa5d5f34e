/**
 * The values of `node:http`, taken without importing it. As an ES module it is filled at once with all it could give, a WebSocket client
 * with a second HTTP library behind it among that: a tenth of a second of processor time and 10 MiB in each process that starts, for nothing.
 * Types come from `node:http` itself; `node:https` costs nothing of the kind.
 */
export const { createServer, request, STATUS_CODES } = process.getBuiltinModule('node:http')
