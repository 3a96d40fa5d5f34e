import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { createServer, connect as dial, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { connect } from './database.ts'
import { startEmbedded, type EmbeddedPostgres } from './embedded.ts'
import { silent } from './log.ts'
import { until } from './processes.ts'
import { fleetingSettings } from './server-settings.ts'
import { preparedFolder, query } from './trial.ts'

/** A TCP port before a server's socket, which can fall silent as a frozen host does. */
async function door(t: TestContext, postgres: EmbeddedPostgres) {
  const sockets = new Set<Socket>()
  let frozen = false
  const server = createServer((outer) => {
    sockets.add(outer)
    outer.on('error', () => {})
    if (frozen) return
    const inner = dial(`${postgres.connection.host}/.s.PGSQL.5432`)
    inner.on('error', () => outer.destroy())
    inner.on('close', () => frozen || outer.destroy())
    outer.on('close', () => inner.destroy())
    inner.on('data', (piece) => frozen || outer.write(piece))
    outer.on('data', (piece) => frozen || inner.write(piece))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, freeze() { frozen = true } }
}

async function server(t: TestContext, standby: boolean): Promise<EmbeddedPostgres> {
  const dataDir = await preparedFolder(t)
  if (standby) writeFileSync(join(dataDir, 'postgres', 'standby.signal'), '')
  const postgres = await startEmbedded({ dataDir, log: silent, settings: fleetingSettings })
  t.after(() => postgres.stop())
  return postgres
}

for (const end of ['killed', 'frozen'] as const) {
  test(`when the primary is ${end}, the other host takes over`, async (t) => {
    const [primary, standby] = [await server(t, false), await server(t, true)]
    const [one, two] = [await door(t, standby), await door(t, primary)]
    const { user, password, database } = primary.connection
    // No sslmode: the servers speak no TLS, which has to be found out.
    const url = `postgres://${user}:${password}@127.0.0.1:${one.port},127.0.0.1:${two.port}/${database}`
    const db = await connect({ url, log: silent, poolSize: 3, patience: 20_000, timeout: 1500 })
    t.after(() => db.close())
    assert.equal(db.stats().host, `127.0.0.1:${two.port}`)
    await db.execute('CREATE TABLE here (n int)')
    await query(standby.admin, `SELECT pg_promote(true, 20)`)
    if (end === 'killed') process.kill(primary.pid, 'SIGKILL')
    else two.freeze()
    let written: unknown
    assert.ok(await until(async () => {
      // A write whose connection freezes under it is refused, for nobody knows what became of it.
      written = await db.execute('CREATE TABLE IF NOT EXISTS there (n int)').catch((reason: unknown) => reason)
      // The last backends of a killed server may serve for a moment.
      return written === 0 && db.stats().host === `127.0.0.1:${one.port}`
    }, 20_000), String(written))
    assert.deepEqual(await query(standby.connection, `SELECT to_regclass('there')::text AS there`), [{ there: 'there' }])
  })
}

test('a wrong password and a missing database are told at once', async (t) => {
  const { port } = await door(t, await server(t, false))
  const began = performance.now()
  await assert.rejects(connect({ url: `postgres://bailiwick:wrong-secret@127.0.0.1:${port}/bailiwick`, log: silent }), (reason: Error) => {
    assert.match(reason.message, /password authentication failed/)
    assert.doesNotMatch(reason.message, /wrong-secret/)
    return true
  })
  await assert.rejects(connect({ url: `postgres://bailiwick:x@127.0.0.1:${port}/bailiwick?sslmode=require`, log: silent }), { exitCode: 69, message: /does not support SSL/ })
  assert.ok(performance.now() - began < 5000)
})
