import { join } from 'node:path'
import { quietLogger } from '#platform/log/index.ts'
import { dumpSchema, migrate } from '#platform/postgres/index.ts'
import { scratchDatabase } from '#platform/postgres/scratch.ts'

/** The schema that all migrations together make, as Postgres tells it. */
export async function schemaSql(root: string): Promise<string> {
  const scratch = await scratchDatabase()
  try {
    await migrate(scratch.db, { folder: join(root, 'db', 'migrations'), log: quietLogger })
    return await dumpSchema(scratch.db)
  } finally {
    await scratch.close()
  }
}
