import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { spawn } from '#platform/processes/index.ts'
import { isAlive, until } from './processes.ts'
import { scratchDatabase } from './scratch.ts'

test('databases are separate, the server is shared', async () => {
  const [one, two] = await Promise.all([scratchDatabase(), scratchDatabase()])
  await one.db.execute('CREATE TABLE mine (n int)')
  assert.deepEqual(await two.db.one(`SELECT to_regclass('mine') AS mine`), { mine: null })
  assert.equal(one.connection.host, two.connection.host)
  await Promise.all([one.close(), two.close()])
  assert.equal(existsSync(one.connection.host), false)
})

test('a kill -9 of the test process leaves nothing running', async () => {
  const program = `
    const { scratchDatabase } = await import(${JSON.stringify(join(import.meta.dirname, 'scratch.ts'))})
    const { db, connection } = await scratchDatabase()
    const { pid } = await db.one('SELECT pg_backend_pid() AS pid')
    process.stdout.write(JSON.stringify({ pid, host: connection.host }) + '\\n')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const { pid, host } = await new Promise<{ pid: number; host: string }>((resolve) => child.stdout?.once('data', (piece: Buffer) => resolve(JSON.parse(piece.toString()) as { pid: number; host: string })))
  assert.ok(isAlive(pid))
  child.kill('SIGKILL')
  assert.ok(await until(() => !isAlive(pid) && !existsSync(host), 10_000))
})
