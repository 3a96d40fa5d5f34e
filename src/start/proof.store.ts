import { quietLogger } from '#platform/log/index.ts'
import { connect, type EmbeddedConnection } from '#platform/postgres/index.ts'

/** Every page of every table, each with its checksum, and through the first index to each row that the primary key names. */
export async function readEverything(url: EmbeddedConnection): Promise<{ tables: number; rows: number }> {
  const db = await connect({ url, log: quietLogger, poolSize: 1, timeout: 0 })
  try {
    const tables = await db.rows<{ name: string }>("SELECT format('%I', relname) AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname")
    let rows = 0
    for (const { name } of tables) rows += (await db.one<{ n: number }>(`SELECT count(*)::float8 AS n FROM (SELECT t::text FROM ${name} t OFFSET 0) every`)).n
    return { tables: tables.length, rows }
  } finally {
    await db.close()
  }
}
