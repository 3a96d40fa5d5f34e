/** Local commands: the owner of the data directory works on the running appliance's database, without a key. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import { connect, findEmbedded } from '#platform/postgres/index.ts'
import type { Bootstrap } from './bootstrap.ts'
import { nodeId } from './node-id.ts'
import { createProcessContext, type LiveContext } from './process-context.ts'
import { processLogger } from './process-log.ts'

export async function openLocally(folder: string): Promise<{ context: LiveContext; close(): Promise<void> }> {
  const dataDir = resolve(folder)
  const file = join(dataDir, 'bootstrap.json')
  if (!existsSync(file)) throw new StartFailure(exitCodes.configuration, `${dataDir} is not the data directory of an appliance that was started; name it with --data-dir or BAILIWICK_DATA_DIR.`)
  const started = JSON.parse(readFileSync(file, 'utf8')) as Bootstrap
  const target = process.env['BAILIWICK_DATABASE_URL'] || (await findEmbedded(dataDir))
  if (!target) throw new StartFailure(exitCodes.unavailable, `The appliance on ${dataDir} is not running; start it first.`)
  const log = processLogger({ role: 'command' })
  const db = await connect({ url: target, log, poolSize: 2 })
  const plan = { dataDir, node: nodeId(dataDir), baseDomain: started.base_domain, httpsPort: started.https_port, httpPort: started.http_port, agentPort: started.agent_port }
  const context = await createProcessContext({ plan, db, log })
  return {
    context,
    async close() {
      await context.cache.close()
      await db.close()
    },
  }
}
