/** Local commands: the owner of the data directory works on the running appliance's database, without a key. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import { connect, findEmbedded } from '#platform/postgres/index.ts'
import type { Bootstrap } from './bootstrap.ts'
import { nodeId } from './node-id.ts'
import { createProcessContext, type LiveContext, type Plan } from './process-context.ts'
import { processLogger } from './process-log.ts'

export async function openLocally(folder: string): Promise<{ context: LiveContext; plan: Plan; close(): Promise<void> }> {
  const dataDir = resolve(folder)
  const file = join(dataDir, 'bootstrap.json')
  if (!existsSync(file)) throw new StartFailure(exitCodes.configuration, `${dataDir} is not the data directory of an appliance that was started; name it with --data-dir or BAILIWICK_DATA_DIR.`)
  const started = read(file)
  const target = process.env['BAILIWICK_DATABASE_URL'] || (await findEmbedded(dataDir))
  if (!target) throw new StartFailure(exitCodes.unavailable, `The appliance on ${dataDir} is not running; start it first.`)
  const log = processLogger({ role: 'command' })
  const db = await connect({ url: target, log, poolSize: 2 })
  const plan: Plan = { dataDir, node: nodeId(dataDir), baseDomain: started.base_domain, httpsPort: started.https_port, httpPort: started.http_port, agentPort: started.agent_port, certificatePort: started.certificate_port }
  const context = await createProcessContext({ plan, db, log })
  return {
    context,
    plan,
    async close() {
      await context.cache.close()
      await context.certificates.close()
      await db.close()
    },
  }
}

function read(file: string): Bootstrap {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Bootstrap
  } catch (error) {
    throw new StartFailure(exitCodes.noPermission, `${file} cannot be read (${(error as Error).message}); run this as the owner of the data directory.`, error)
  }
}
