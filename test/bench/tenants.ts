/** Many tenants in one process: how long a new one takes through the API, and copies of one to fill the house. */
import { connect, findEmbedded, type Database } from '#platform/postgres/index.ts'
import { quietLogger } from '#platform/log/index.ts'
import { management } from '../management.ts'
import type { Flow } from './load.ts'
import type { Ours } from './ours.ts'
import { apiScope, audience } from './site.ts'
import { bytesOf } from './wire.ts'

/** Milliseconds of each creation by `POST /tenants`. */
export async function creationTimes(ours: Ours, count: number): Promise<number[]> {
  const api = await management(ours.bootstrap.rta)
  const times: number[] = []
  for (let number = 0; number < count; number += 1) {
    const began = performance.now()
    await api.must('POST /tenants', { name: `made-${number}` })
    times.push(performance.now() - began)
  }
  return times
}

const copied = ['signing_keys', 'token_keys', 'clients', 'resource_servers', 'client_grants']

/** Tenants `copy-1` … with everything that a token for an application needs, each with rows of its own. */
export async function copyTenants(ours: Ours, count: number): Promise<void> {
  const connection = await findEmbedded(ours.dataDir)
  if (!connection) throw new Error('the embedded database is not running')
  const db = await connect({ url: connection, log: quietLogger, poolSize: 1, timeout: 0 })
  try {
    await db.transaction(async (tx) => {
      await tx.execute(`INSERT INTO tenants (name, settings) SELECT 'copy-' || n, settings FROM tenants, generate_series(1, $1::int) AS n WHERE name = 'main'`, [count])
      for (const table of copied) await copyRows(tx, table)
    })
  } finally {
    await db.close()
  }
}

async function copyRows(tx: Database, table: string): Promise<void> {
  const names = await tx.rows<{ name: string }>(`SELECT column_name AS name FROM information_schema.columns WHERE table_name = $1 AND table_schema = 'public' AND column_name <> 'tenant_id'`, [table])
  const list = (prefix: string) => names.map(({ name }) => `${prefix}"${name}"`).join(', ')
  await tx.execute(
    `INSERT INTO ${table} (tenant_id, ${list('')}) SELECT copy.id, ${list('original.')}
     FROM ${table} AS original, tenants AS copy WHERE original.tenant_id = (SELECT id FROM tenants WHERE name = 'main') AND copy.name LIKE 'copy-%'`,
  )
}

/** Client credentials at one tenant after the other. */
export function acrossTenants(ours: Ours, count: number): Flow {
  const { target, machine, paths } = ours
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: machine.id, client_secret: machine.secret, audience, scope: apiScope }).toString()
  const requests = Array.from({ length: count }, (_, number) => {
    const host = target.host.replace(/^main\./, `copy-${number + 1}.`)
    return bytesOf({ ...target, host }, { method: 'POST', path: paths.token, body })
  })
  let at = 0
  return {
    target,
    requests: 1,
    async pass(wire) {
      // A step that shares no factor with the count visits all of them, far apart.
      at = (at + 389) % requests.length
      const answer = await wire.ask(requests[at]!)
      if (answer.status !== 200) throw new Error(`copy-${at + 1} answered ${answer.status}: ${answer.body.slice(0, 300)}`)
    },
  }
}
