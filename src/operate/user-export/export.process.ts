/** Makes the export in a process of its own: deriving a key from a password keeps a processor busy for seconds, and others must be answered meanwhile. */
import { quietLogger } from '#platform/log/index.ts'
import { connect, findEmbedded } from '#platform/postgres/index.ts'
import { makeExport, type Order } from './make.ts'

const pieces: Buffer[] = []
for await (const piece of process.stdin) pieces.push(piece as Buffer)
const { dataDir, order } = JSON.parse(Buffer.concat(pieces).toString('utf8')) as { dataDir: string; order: Order }

const target = process.env['BAILIWICK_DATABASE_URL'] || (await findEmbedded(dataDir))
if (!target) throw new Error('The database does not run.')
const db = await connect({ url: target, log: quietLogger, poolSize: 1 })
await makeExport(db, dataDir, order)
await db.close()
