/** Every documented line of the command line gives its documented answer, over the started product: one row a line. */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { bailiwick, startAppliance, type Appliance } from '../appliance.ts'
import { ageTools } from '../age.ts'
import { management } from '../management.ts'
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

/** Asks until the answer is there. */
async function until(line: string, wanted: RegExp): Promise<Said> {
  for (;;) {
    const said = await home.run(line.split(' '))
    if (wanted.test(said.out)) return said
    assert.equal(said.code, 0, said.err)
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
}

/** Debian's age asks for passphrases at a terminal only; `script` gives it one. */
function byAge(file: string, password: string): Buffer {
  const plain = `${file}.plain`
  const asked = spawnSync('script', ['-qec', `${ageTools.age} -d -o ${plain} ${file}`, '/dev/null'], { input: `${password}\n`, encoding: 'utf8' })
  assert.equal(asked.status, 0, asked.stdout)
  return readFileSync(plain)
}

/** The tar holds `user-export.json`, one user a line. */
function requireUsers(packed: Buffer, fields = ['_id', 'email', 'email_verified', 'phone_number', 'phone_verified', 'name', 'user_id', 'lastLogin', 'updated_at', '__tenant']): void {
  const text = execFileSync('tar', ['-xzO', 'user-export.json'], { input: packed, encoding: 'utf8' })
  const users = text.trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>)
  assert.equal(users.length, 3)
  for (const user of users) assert.deepEqual(Object.keys(user), fields)
  assert.deepEqual(users.map(({ email, __tenant }) => [email, __tenant]), [1, 2, 3].map((n) => [`user-${n}@example.com`, 'main']))
}

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
  ['nodes list', (said) => assert.match(said.out, /^ID +HOST +ADDRESS +MEMORY +CPUS .*\n\S+ .* GiB +\d+ +alive .* web$/m)],
  ['settings get mail.smtp-port --json', (said) => assert.equal((json(said) as { id: string }).id, 'mail.smtp-port')],
  ['settings get mail.smtp-prt', (said) => (assert.equal(said.code, 1), assert.match(said.err, /The setting does not exist/))],
  ['mail test nobody', (said) => (assert.equal(said.code, 1), assert.match(said.err, /to/))],
  ['nodes lst', (said) => (assert.equal(said.code, 64), assert.match(said.err, /there is no command "nodes"/))],
  ['raci lint', (said) => assert.match(said.out, /restore-data/)],
  ['status', (said) => assert.match(said.out, / alive, build /)],
  ['tenants', (said) => assert.match(said.out, /^main +main\.bailiwick\.localhost/m)],
  ['user-export-status', (said) => (assert.equal(said.code, 1), assert.match(said.err, /There is no user export on this node/))],
  ['user-export pa55 user_id,shoe_size', (said) => (assert.equal(said.code, 64), assert.match(said.err, /there is no field "shoe_size" to export; choose of _id, email, .*, __tenant\.$/m))],
  ['user-export pa55', (said) => (assert.equal(said.code, 64), assert.match(said.err, /say which fields/))],
  ['user-export pa55 _id,email,email_verified,phone_number,phone_verified,name,user_id,lastLogin,updated_at,__tenant', (said) => assert.equal(said.out, 'User export in progress.\n')],
  ['user-export-status', async () => {
    const said = await until('user-export-status', /User export found/)
    const { message, arguments: { name, md5 } } = JSON.parse(said.out) as { message: string; arguments: { name: string; md5: string } }
    assert.deepEqual([message, name, md5.length], ['User export found', 'user_export.tar.gz.age', 32])
  }],
  ['user-export other user_id', (said) => (assert.equal(said.code, 1), assert.match(said.err, /There is a user export on this node already/))],
  ['user-export-retrieve', (said) => {
    assert.match(said.out, /^Saved user_export\.tar\.gz\.age /)
    requireUsers(byAge(join(home.folder, 'user_export.tar.gz.age'), 'pa55'))
  }],
  ['user-export-delete', (said) => assert.equal(said.out, 'User export removed.\n')],
  ['user-export --password pa55 --openssl user_id,email,__tenant', (said) => assert.equal(said.out, 'User export in progress.\n')],
  ['user-export-status', async () => void (await until('user-export-status', /user_export\.tar\.gz\.enc/))],
  ['user-export-retrieve', (said) => {
    assert.match(said.out, /^Saved user_export\.tar\.gz\.enc /)
    const file = join(home.folder, 'user_export.tar.gz.enc')
    requireUsers(execFileSync('openssl', ['enc', '-aes-256-ctr', '-d', '-md', 'md5', '-nosalt', '-k', 'pa55', '-in', file], { stdio: ['ignore', 'pipe', 'ignore'] }), ['user_id', 'email', '__tenant'])
  }],
  ['user-export-delete', (said) => assert.equal(said.out, 'User export removed.\n')],
  ['backup-status', (said) => (assert.equal(said.code, 1), assert.match(said.err, /No backup found/))],
  ['backup pa55', (said) => (assert.equal(said.code, 1), assert.match(said.err, /No node has the backup role/))],
  ['set-as-backup %place', (said) => (assert.equal(said.code, 1), assert.match(said.err, /device/))],
  ['set-as-backup %place true', (said) => (assert.equal(said.code, 0, said.err), assert.match(said.out, /^This node keeps backups in .*bailiwick-backups\.$/m))],
  ['backup --password pa55', (said) => assert.equal(said.out, 'Backup in progress.\n', said.err)],
  ['backup-status', async () => {
    const { message, arguments: { name, md5 } } = JSON.parse((await until('backup-status', /Backup (found|failed)/)).out) as { message: string; arguments: { name: string; md5: string } }
    assert.equal(message, 'Backup found')
    assert.match(`${name} ${md5}`, /^\S+\.tar\S* [0-9a-f]{32}$/)
  }],
  ['backup-retrieve', (said) => {
    const name = /^Saved (\S+\.tar\.age) \(/.exec(said.out)?.[1]
    assert.ok(name, said.err)
    for (const kind of ['md5', 'sha256']) assert.equal(readFileSync(join(home.folder, `${name}.${kind}`), 'utf8'), `${createHash(kind).update(readFileSync(join(home.folder, name))).digest('hex')}  ${name}\n`)
  }],
  ['backup-delete', (said) => assert.equal(said.out, 'Backup removed.\n', said.err)],
  ['backup-status', (said) => (assert.equal(said.code, 1), assert.match(said.err, /No backup found/))],
  ['backup-sensitive pa55', (said) => assert.equal(said.out, 'Backup in progress.\n', said.err)],
  ['backup-sensitive-status', async () => assert.equal((JSON.parse((await until('backup-sensitive-status', /Backup (found|failed)/)).out) as { message: string }).message, 'Backup found')],
  ['backup-sensitive-retrieve', (said) => assert.match(said.out, /^Saved \S+\.tar\.age \(/)],
  ['backup-sensitive-delete', (said) => assert.equal(said.out, 'Backup removed.\n', said.err)],
  ['diagnostics create', (said) => (assert.equal(said.code, 0, said.err), assert.match(said.out, /done .*appliance-logs-\S+\.tar\.gz/))],
  ['diagnostics download', (said) => {
    const name = /^Saved (appliance-logs-\S+\.tar\.gz) /.exec(said.out)?.[1]
    assert.ok(name, said.err)
    const listed = execFileSync('tar', ['-tzf', join(home.folder, name)], { encoding: 'utf8' })
    for (const part of ['summary.html', 'logs/appliance.jsonl', 'configuration/settings.json', 'database/tables.json', 'jobs/jobs.json', 'health/doctor.json']) assert.ok(listed.includes(part), part)
  }],
  ['tickets open Slow --severity 2 --users most --description Since_noon', (said) => {
    assert.equal(said.code, 0, said.err)
    opened = /^(T-\d+) /.exec(said.out)?.[1] ?? ''
  }],
  ['diagnostics attach %ticket', (said) => assert.equal(said.out, `appliance-logs-${hostname()}.tar.gz was attached to ${opened}.\n`, said.err)],
  ['tickets show %ticket', (said) => assert.match(said.out, /^\S+ +appliance-logs-\S+\.tar\.gz +\d+ bytes$/m)],
  ['force-update --sequential --parallel', (said) => assert.equal(said.code, 64)],
  ['force-update --sequential', (said) => (assert.equal(said.code, 0, said.err), assert.match(said.out, /done +All web workers were replaced/))],
  ['diagnostics attach no-such-ticket', (said) => assert.equal(said.code, 1)],
]

let opened = ''
const hosts = () => join(appliance.dataDir, 'hosts')
const place = () => join(appliance.dataDir, 'device')

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
    // By the owner of the machine, who may delete what they have: an application may not confirm such a thing.
    const added = await bailiwick(['cli-keys', 'add', 'documented', join(home.folder, 'bailiwick-key.pub'), '--data-dir', appliance.dataDir])
    assert.equal(added.code, 0, added.stderr)
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
    mkdirSync(place())
    const tenant = await management(appliance.main)
    for (const n of [1, 2, 3]) await tenant.must('POST /users', { connection: 'Username-Password-Authentication', user_id: `documented-${n}`, email: `user-${n}@example.com`, password: 'Rinnstein-Kaktus-42' })
  })
  for (const [line, answers] of rows) {
    // Some lines come twice, at different stages.
    test(line, async () => answers(await home.run(line.replace('%agent', `${appliance.bootstrap.agent_port}`).replace('%place', place()).replace('%ticket', opened).split(' '))))
  }

  test('each command is in the journal, without its arguments', async () => {
    const { lines } = await api.must<{ lines: string[] }>('GET /journal/export')
    const entries = lines.map((line) => (JSON.parse(line) as { entry: { kind: string; actor: string; data: { command?: string; exit?: number } } }).entry).filter(({ kind }) => kind === 'agent.command')
    assert.ok(entries.some(({ data }) => data.command === 're-ip' && data.exit === 0))
    assert.ok(!JSON.stringify(entries).includes('10.0.0.21'))
  })
})

faults(() => ({ appliance, api, home }))
