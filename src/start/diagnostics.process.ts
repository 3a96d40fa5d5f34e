/** Makes the diagnostics package of this node and leaves it in the database. Started by the supervisor, with the data directory as its argument. */
import { join } from 'node:path'
import { hostname } from 'node:os'
import { collect, finishPackage } from '#operate/diagnostics/index.ts'
import type { Database } from '#platform/postgres/index.ts'
import { nodeId } from './node-id.ts'
import { findPatient } from './patient.ts'

const dataDir = process.argv[2]!
const { patient, close } = await findPatient(dataDir, process.env)
const made = await collect(patient, { source: join(import.meta.dirname, '..'), node: hostname() })
if (!patient.db) throw new Error('The database does not answer.')
await finishPackage(patient.db as Database, nodeId(dataDir), made)
await close()
