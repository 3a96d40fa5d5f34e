/** How many statements a flow sends, counted where nobody can forget one: in the log of the database itself. */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { quietLogger } from '#platform/log/index.ts'
import { connect, findEmbedded } from '#platform/postgres/index.ts'

export type StatementCount = {
  /** Statements that `act` sent, BEGIN and COMMIT included: each is a round trip. */
  of(act: () => Promise<unknown>): Promise<number>
  stop(): Promise<void>
}

export async function countStatements(dataDir: string): Promise<StatementCount> {
  const own = await findEmbedded(dataDir)
  if (!own) throw new Error('the embedded database is not running')
  const admin = await connect({ url: { ...own, user: 'postgres', database: 'postgres' }, log: quietLogger, poolSize: 1 })
  const file = join(dataDir, 'log', 'postgres.log')
  const set = async (value: string) => {
    await admin.execute(`ALTER SYSTEM SET log_statement = '${value}'`)
    await admin.rows('SELECT pg_reload_conf()')
    await sleep(300)
  }
  await set('all')
  return {
    async of(act) {
      const from = statSync(file).size
      await act()
      const written = readFileSync(file).subarray(from).toString('utf8')
      return [...written.matchAll(/LOG: {2}(?:execute|statement)[^:]*: (?!SELECT id, version::float8)/g)].length
    },
    async stop() {
      await set('none')
      await admin.close()
    },
  }
}
