// Starts that cannot be: one clear sentence, the documented exit code, nothing half-made.
import { describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { exitCodes } from '#kernel/problem.ts'
import { bailiwick, processesOf, startAppliance, temporaryFolder, type Ended } from '../appliance.ts'

const freePorts = ['--https-port', '0', '--http-port', '0', '--agent-port', '0']

/** The last thing said is one sentence for a person, and no stack. */
function assertRefused(ended: Ended, code: number, sentence: RegExp): void {
  assert.equal(ended.code, code, `${ended.stdout}\n${ended.stderr}`)
  const said = ended.stderr.trim().split('\n').filter((line) => !line.startsWith('{'))
  assert.equal(said.length, 1, `not one sentence: ${ended.stderr}`)
  assert.match(said[0] ?? '', sentence)
  assert.doesNotMatch(ended.stderr, /^\s+at /m)
  assert.doesNotMatch(ended.stdout, /"event":"ready"/)
}

describe('a start that cannot be', () => {
  test('an unknown option, an unknown command, a value that is no port', async () => {
    assertRefused(await bailiwick(['start', '--databse-url', 'x']), exitCodes.usage, /databse-url/)
    assertRefused(await bailiwick(['strat']), exitCodes.usage, /strat/)
    assertRefused(await bailiwick(['start', '--https-port', '70000']), exitCodes.usage, /70000/)
    assertRefused(await bailiwick(['start'], { BAILIWICK_HTTP_PORT: 'eighty' }), exitCodes.usage, /BAILIWICK_HTTP_PORT|eighty/)
  })

  test('a port in use', async () => {
    const taken = createServer().listen(0)
    const { port } = taken.address() as AddressInfo
    const folder = temporaryFolder()
    try {
      const dataDir = join(folder, 'data')
      const ended = await bailiwick(['start', '--json', '--data-dir', dataDir, '--https-port', `${port}`, '--http-port', '0', '--agent-port', '0'])
      assertRefused(ended, exitCodes.portInUse, new RegExp(`${port}`))
      assert.ok(!existsSync(dataDir), 'nothing half-made')
    } finally {
      taken.close()
      rmSync(folder, { recursive: true })
    }
  })

  test('a data directory that cannot be made', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'file'), '')
    try {
      const dataDir = join(folder, 'file', 'data')
      assertRefused(await bailiwick(['start', '--json', '--data-dir', dataDir, ...freePorts]), exitCodes.cannotCreate, /data directory/i)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('a database URL that is none, and a database that does not answer', async () => {
    const folder = temporaryFolder()
    try {
      const start = (url: string) => bailiwick(['start', '--json', '--data-dir', join(folder, 'data'), ...freePorts], { BAILIWICK_DATABASE_URL: url })
      assertRefused(await start('mysql://somewhere/else'), exitCodes.unavailable, /BAILIWICK_DATABASE_URL|database URL/i)
      const silent = await start('postgres://bailiwick:secret-word@127.0.0.1:1/bailiwick')
      assertRefused(silent, exitCodes.unavailable, /database/i)
      assert.doesNotMatch(`${silent.stderr}${silent.stdout}`, /secret-word/, 'a password is never printed')
      assert.deepEqual(existsSync(join(folder, 'data')) ? readdirSync(join(folder, 'data')).filter((name) => name.startsWith('bootstrap')) : [], [])
      assert.deepEqual(processesOf(folder), [])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  test('a second appliance on the same data directory; the first goes on', async () => {
    const appliance = await startAppliance()
    try {
      const ended = await bailiwick(['start', '--json', '--data-dir', appliance.dataDir, ...freePorts])
      assertRefused(ended, exitCodes.alreadyRunning, /already/)
      assert.equal((await fetch(`${appliance.origin}/testall`)).status, 200)
    } finally {
      await appliance.stop()
    }
  })

  test('help and version are no failures', async () => {
    const help = await bailiwick(['start', '--help'])
    assert.equal(help.code, 0)
    assert.match(help.stdout, /--data-dir/)
    assert.match((await bailiwick(['--version'])).stdout, /^\d+\.\d+\.\d+\n$/)
  })
})
