/** Every documented line of the command line gives its documented answer, over the started product: one row a line. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { bailiwick, startAppliance, type Appliance } from '../appliance.ts'
import { applianceApi, type ApplianceApi } from '../operate/appliance-api.ts'
import { faults } from './faults.ts'
import { workstation, type Said, type Workstation } from './workstation.ts'

let appliance: Appliance
let api: ApplianceApi
let home: Workstation
before(async () => {
  appliance = await startAppliance()
  api = await applianceApi(appliance)
  home = workstation(appliance)
})
after(() => appliance?.stop())

const json = (said: Said): unknown => JSON.parse(said.out)

type Row = [line: string, answers: (said: Said) => void | Promise<void>]

const rows: Row[] = [
  ['ping', (said) => assert.equal(said.out, '{"message": "PONG"}\n')],
  ['ping --json', (said) => assert.deepEqual(json(said), { message: 'PONG' })],
  ['nslookup localhost', (said) => assert.match(said.out, /^localhost +IPv4 +127\.0\.0\.1$/m)],
  ['nslookup no-such-host.invalid', (said) => assert.match(said.err, /no-such-host\.invalid cannot be resolved from this node/)],
  ['test-port 127.0.0.1 %agent', (said) => assert.equal(said.out, `127.0.0.1:${appliance.bootstrap.agent_port} can be reached from this node.\n`)],
  ['test-port 127.0.0.1 1', (said) => (assert.equal(said.code, 1), assert.match(said.out, /^127\.0\.0\.1:1 cannot be reached from this node: .*nothing listens/))],
  ['test-port 127.0.0.1 nonsense', (said) => (assert.equal(said.code, 64), assert.match(said.err, /"nonsense" is not a port/))],
  ['re-ip a0-1:10.0.0.21,a0-2:10.0.0.22', (said) => {
    assert.match(said.out, /a0-1 +10\.0\.0\.21 +was 10\.0\.0\.11/)
    assert.equal(readFileSync(hosts(), 'utf8'), '127.0.0.1 localhost\n10.0.0.21 a0-1\n10.0.0.99 other\n10.0.0.22\ta0-2\n')
  }],
  ['re-ip a0-1:10.0.0.300', (said) => (assert.equal(said.code, 1), assert.match(said.err, /"10\.0\.0\.300" is no IP address/))],
  ['re-ip nonsense', (said) => (assert.equal(said.code, 64), assert.match(said.err, /not of the form host:ip/))],
  ['cli-keys list', (said) => assert.match(said.out, /^documented +\S{43} +subscriber/m)],
  ['nodes list', (said) => assert.match(said.out, /alive/)],
  ['settings get mail.smtp-port --json', (said) => assert.equal((json(said) as { id: string }).id, 'mail.smtp-port')],
  ['settings get mail.smtp-prt', (said) => (assert.equal(said.code, 1), assert.match(said.err, /The setting does not exist/))],
  ['mail test nobody', (said) => (assert.equal(said.code, 1), assert.match(said.err, /to/))],
  ['nodes lst', (said) => (assert.equal(said.code, 64), assert.match(said.err, /there is no command "nodes"/))],
  ['raci lint', (said) => assert.match(said.out, /restore-data/)],
]

const hosts = () => join(appliance.dataDir, 'hosts')

describe('the keys of a workstation', () => {
  test('create-key, show-key, delete-key', async () => {
    const file = join(home.folder, 'second')
    const made = await bailiwick(['create-key', '--key', file])
    assert.match(made.stdout, /^[A-Za-z0-9_-]{43}\n$/)
    assert.equal((await bailiwick(['show-key', '--key', file])).stdout, made.stdout)
    const again = await bailiwick(['create-key', '--key', file])
    assert.equal(again.code, 1)
    assert.match(again.stderr, /exists already/)
    assert.equal((await bailiwick(['delete-key', '--key', file])).code, 0)
    assert.ok(!existsSync(file) && !existsSync(`${file}.pub`))
    assert.equal((await bailiwick(['show-key', '--key', file])).code, 78)
  })
})

describe('until the node was asked what it offers', () => {
  test('only the four local commands are listed; nothing is done for a key that is not authorised', async () => {
    const { out, code } = await home.run(['--help'])
    assert.equal(code, 0)
    assert.deepEqual([...out.matchAll(/^ {2}([a-z]+(?:-[a-z]+)+) {2}/gm)].map(([, name]) => name), ['create-key', 'delete-key', 'show-key', 'update-commands'])
    const refused = await home.run(['ping'])
    assert.equal(refused.code, 77)
    assert.match(refused.err, /This key is not authorised here; .*`bailiwick cli-keys add`/)
  })

  test('update-commands fetches the list, with options and help', async () => {
    await home.authorise(api, 'documented')
    const updated = await home.run(['update-commands'])
    assert.equal(updated.code, 0, updated.err)
    assert.match(updated.out, /^\d+ commands are offered by build /)
    const { out } = await home.run(['--help'])
    for (const name of ['ping', 'nslookup', 'test-port', 're-ip', 'nodes list']) assert.match(out, new RegExp(`^ {2}${name} `, 'm'))
    assert.match((await home.run(['re-ip', '--help'])).out, /Usage: bailiwick -t <node> re-ip[\s\S]*Examples:\n {2}bailiwick -t a0-1 re-ip/)
  })
})

describe('documented lines', () => {
  before(async () => {
    writeFileSync(hosts(), '127.0.0.1 localhost\n10.0.0.11 a0-1\n10.0.0.99 other\n')
    await api.must('PATCH /settings', { 'network.hosts-file': hosts() })
  })
  for (const [line, answers] of rows) {
    test(line, async () => answers(await home.run(line.replace('%agent', `${appliance.bootstrap.agent_port}`).split(' '))))
  }

  test('each command is in the journal, without its arguments', async () => {
    const { lines } = await api.must<{ lines: string[] }>('GET /journal/export')
    const entries = lines.map((line) => (JSON.parse(line) as { entry: { kind: string; actor: string; data: { command?: string; exit?: number } } }).entry).filter(({ kind }) => kind === 'agent.command')
    assert.ok(entries.some(({ data }) => data.command === 're-ip' && data.exit === 0))
    assert.ok(!JSON.stringify(entries).includes('10.0.0.21'))
  })
})

faults(() => ({ appliance, api, home }))
