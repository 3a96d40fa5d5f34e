import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooser, type Chosen, type Refusal } from './chooser.ts'
import { connect } from './database.ts'
import { parseDatabaseUrl } from './database-url.ts'
import type { StartFailure } from '#kernel/problem.ts'
import { DatabaseUnavailable } from './failure.ts'
import { silent } from './log.ts'

test('several hosts, escapes and parameters', () => {
  assert.deepEqual(parseDatabaseUrl('postgres://me:p%40s%2Fs@one:5433,[::1]:5434,three/db?sslmode=disable&application_name=x'), {
    hosts: [{ host: 'one', port: 5433 }, { host: '::1', port: 5434 }, { host: 'three', port: 5432 }],
    user: 'me', password: 'p@s/s', database: 'db', tls: 'disable', applicationName: 'x',
  })
  assert.deepEqual(parseDatabaseUrl('postgresql://me@/db?host=/run/pg').hosts, [{ host: '/run/pg', port: 5432 }])
  assert.equal(parseDatabaseUrl('postgres://me:a@b@host/db').password, 'a@b')
})

const broken: [string, RegExp][] = [
  ['', /does not begin with postgres:/],
  ['mysql://me:secret@h/db', /does not begin with postgres:/],
  ['postgres://me:secret@h', /database name is missing/],
  ['postgres://h/db', /user name is missing/],
  ['postgres://me:secret@h:port/db', /port is not a number/],
  ['postgres://me:secret@h:70000/db', /port is not a number/],
  ['postgres://me:secret@h1,,h2/db', /host name is missing/],
  ['postgres://me:secret%@h/db', /password contains a %/],
  ['postgres://me:secret@h/db?sslmode=maybe', /sslmode "maybe" is unknown/],
  ['postgres://me:secret@h/db?colour=red', /parameter "colour" is unknown/],
  ['postgres://me:secret@h/db?sslrootcert=/nowhere.pem', /sslrootcert cannot be read/],
  ['postgres://me:sec/ret@h/db', /user name is missing.*percent-encoded/],
]
for (const [url, expected] of broken) {
  test(`is refused: ${url.replace(/sec\/?ret/, '…')}`, async () => {
    await assert.rejects(connect({ url, log: silent }), (reason: StartFailure) => {
      assert.equal(reason.exitCode, 69)
      assert.match(reason.message, expected)
      assert.doesNotMatch(reason.message, /secret/)
      return true
    })
  })
}

const target = parseDatabaseUrl('postgres://me:secret@a,b,c/db?sslmode=disable')

test('the chooser takes the primary, remembers it, and looks again when it is doubted', async () => {
  let primary = 'b'
  let probes = 0
  const choose = chooser(target, async (_, host): Promise<Chosen | Refusal> => {
    probes++
    return host.host === primary ? { ...host, tls: false } : { refusal: 'is a standby', final: false }
  })
  assert.equal((await choose.primary()).host, 'b')
  assert.equal((await choose.primary()).host, 'b')
  assert.equal(probes, 3)
  primary = 'c'
  choose.doubt()
  assert.equal((await choose.primary()).host, 'c')
  primary = 'none'
  choose.doubt()
  await assert.rejects(choose.primary(), (reason) => reason instanceof DatabaseUnavailable && /a:5432: is a standby; /.test(reason.message))
})

test('a host that never answers does not keep the others waiting', async () => {
  const choose = chooser(target, (_, host) => host.host === 'c' ? Promise.resolve({ ...host, tls: false as const }) : new Promise(() => {}))
  assert.equal((await choose.primary()).host, 'c')
})
