/** For tests: a web worker that answers who it is. `GET /slow` takes a second. */
import { readFileSync } from 'node:fs'
import { quietLogger } from '#platform/log/index.ts'
import { runWorker } from '#platform/processes/index.ts'
import { createHttpServers } from './index.ts'
import { endpointOf } from './scratch.ts'

const who = async () => ({ status: 200, body: { pid: process.pid } })
const slow = async () => {
  await new Promise((resolve) => setTimeout(resolve, 1000))
  return who()
}
const folder = process.env['SCRATCH_CERTIFICATE']!
const servers = createHttpServers({
  endpoints: [endpointOf('GET /', { handle: who }), endpointOf('GET /slow', { handle: slow })],
  contextFor: (request, tenant) => ({ request, tenant }),
  addresses: { httpsPort: 443, httpPort: 80, resolve: () => ({ authority: 'tenant', name: 'main' }) },
  cache: { tenant: async (name) => ({ id: 1, name, isRoot: false, settings: {}, version: 1, createdAt: new Date(0) }) },
  log: quietLogger,
  certificate: { cert: readFileSync(`${folder}/leaf.pem`, 'utf8'), key: readFileSync(`${folder}/leaf.key`, 'utf8') },
  httpsPort: 0,
  httpPort: 0,
  host: '127.0.0.1',
  rootTenant: 'config',
  originAllowed: async () => false,
  healthy: async () => true,
})
await runWorker({ log: quietLogger, start: () => servers.listen(), stop: (limits) => servers.drain(limits) })
