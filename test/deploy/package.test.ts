// The Debian package, from the script that builds it to a machine that it was installed on, operated with the guide's own commands, and taken off again.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { SMTPServer } from 'smtp-server'
import { packageName } from '../../src/platform/postgres/binaries.ts'
import { makeAuthority } from '../../src/platform/tls/chain.fixture.ts'
import { temporaryFolder } from '../appliance.ts'
import { handshake } from '../operate/handshake.ts'
import { bareMachine, withoutMachine, type Machine } from './machine.ts'

const root = join(import.meta.dirname, '..', '..')

function does(program: string, args: string[], environment: Record<string, string> = {}): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: root, encoding: 'utf8', env: { ...process.env, ...environment }, maxBuffer: 64 * 1024 * 1024 })
  assert.equal(status, 0, `${program} ${args.join(' ')}: ${error?.message ?? stderr.slice(-2000)}`)
  return stdout
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

async function until<T>(what: string, ask: () => Promise<T | undefined>, patience = 90_000): Promise<T> {
  for (const deadline = Date.now() + patience; ;) {
    const found = await ask().catch(() => undefined)
    if (found !== undefined) return found
    assert.ok(Date.now() < deadline, `${what}: not within ${patience / 1000} s`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

describe('the Debian package', { skip: withoutMachine }, () => {
  const folder = temporaryFolder()
  const alerts: { state: string }[] = []
  const mails: string[] = []
  const hook = createHttpServer((request, response) => {
    let body = ''
    request.on('data', (piece) => (body += piece)).on('end', () => {
      alerts.push(JSON.parse(body) as { state: string })
      response.writeHead(204).end()
    })
  })
  const smtp = new SMTPServer({ authOptional: true, disabledCommands: ['STARTTLS'], onData: (stream, _session, done) => void stream.toArray().then((pieces: Buffer[]) => (mails.push(Buffer.concat(pieces).toString()), done())) })
  let machine: Machine
  let deb: string
  let ports: Record<'https' | 'http' | 'health' | 'agent', number>
  const ran = async (script: string) => {
    const { code, output } = await machine.run(script)
    assert.equal(code, 0, `${script}\n${output.slice(-3000)}`)
    return output
  }

  before(async () => {
    does('deploy/debian/build', [folder], { BAILIWICK_DEB_COMPRESSION: 'none' })
    deb = join(folder, readdirSync(folder).find((name) => /^bailiwick_.*\.deb$/.test(name))!)
    ports = { https: await freePort(), http: await freePort(), health: await freePort(), agent: await freePort() }
    await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve))
    await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve))
    machine = bareMachine()
  })
  after(async () => {
    await machine?.close()
    hook.close()
    await new Promise<void>((resolve) => smtp.close(resolve))
    rmSync(folder, { recursive: true, force: true })
  })

  test('holds what runs, and nothing of what only tests and builds need; everything belongs to root', () => {
    const control = does('dpkg-deb', ['--field', deb])
    assert.match(control, /^Package: bailiwick$/m)
    assert.match(control, new RegExp(`^Version: ${(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version.replaceAll('.', '\\.')}$`, 'm'))
    assert.match(control, /^Depends: .*libatomic1/m)
    const lines = does('dpkg-deb', ['--contents', deb]).trim().split('\n')
    const names = lines.map((line) => line.split(/\s+/)[5]!.replace(/^\.\//, ''))
    for (const wanted of [
      'usr/bin/bailiwick', 'lib/systemd/system/bailiwick.service', 'lib/systemd/system/bailiwick-reboot.path', 'opt/bailiwick/bin/bailiwick.ts', 'opt/bailiwick/dashboard/dist/index.html',
      'opt/bailiwick/docs/guides/operate.md', 'opt/bailiwick/deploy/monitoring/prometheus.yml', 'opt/bailiwick/deploy/environment',
    ]) assert.ok(names.includes(wanted), `lacks ${wanted}`)
    // The service may not write there, so Postgres' libraries must come with their links.
    const bundled = join('node_modules', packageName())
    const links = JSON.parse(readFileSync(join(root, bundled, 'native', 'pg-symlinks.json'), 'utf8')) as { target: string }[]
    assert.deepEqual(links.map(({ target }) => join('opt/bailiwick', bundled, target)).filter((name) => !names.includes(name)), [])
    const alien = names.filter((name) => /^opt\/bailiwick\/src\/.*\.(test|fixture)\.ts$|\/node_modules\/(typescript|oxlint|playwright-core|vite|react)\/|^(opt\/bailiwick\/test|home|root)\//.test(name))
    assert.deepEqual(alien, [])
    assert.deepEqual(lines.filter((line) => !/ root\/root /.test(line)), [])
    assert.deepEqual(lines.filter((line) => /^[^l].{7}w/.test(line)), [], 'nobody else may write')
  })

  test('systemd can read its units', () => {
    if (!existsSync('/usr/bin/systemd-analyze')) return
    const { stderr } = spawnSync('systemd-analyze', ['verify', ...['bailiwick.service', 'bailiwick-reboot.path', 'bailiwick-reboot.service'].map((name) => join(root, 'deploy', 'systemd', name))], { encoding: 'utf8' })
    // That the program is not installed here is no fault of the unit.
    assert.deepEqual(stderr.split('\n').filter((line) => /bailiwick/.test(line) && !/is not executable|Man page/.test(line)), [])
  })

  test('installs with its own account and folders, keeps the environment that was there before, and serves', async () => {
    const environment = Object.entries({ BASE_DOMAIN: 'bailiwick.localhost', HTTPS_PORT: ports.https, HTTP_PORT: ports.http, AGENT_PORT: ports.agent, HEALTH_PORT: ports.health, WORKERS: 1 }).map(([name, value]) => `BAILIWICK_${name}=${value}`)
    await ran(`mkdir -p /etc/bailiwick && printf '%s\n' ${environment.join(' ')} > /etc/bailiwick/environment`)
    await ran(`dpkg -i ${deb}`)
    assert.equal((await ran('cat /etc/bailiwick/environment')).trim(), environment.join('\n'))
    assert.match(await ran('stat -c "%U %a" /var/lib/bailiwick /etc/bailiwick/environment'), /^bailiwick 700\nroot 640$/m)
    assert.match(await ran('getent passwd bailiwick'), /nologin$/m)
    // As the unit says it, by hand: nothing here runs systemd.
    await ran(`
      unit=/lib/systemd/system/bailiwick.service
      mkdir -m 700 /run/bailiwick && chown bailiwick: /run/bailiwick
      cd "$(sed -n 's/^WorkingDirectory=//p' $unit)"
      env $(cat /etc/bailiwick/environment) $(sed -n 's/^Environment=//p' $unit) \
        setpriv --reuid=bailiwick --regid=bailiwick --init-groups $(sed -n 's/^ExecStart=//p' $unit) > /run/bailiwick.log 2>&1 < /dev/null &
      echo $! > /run/bailiwick.pid`)
    await until('the appliance', async () => ((await fetch(`http://localhost:${ports.health}/readyz`)).status === 200 ? true : undefined)).catch(async (error: Error) => {
      throw new Error(`${error.message}\n${(await machine.run('tail -20 /run/bailiwick.log')).output}`)
    })
    assert.equal(await (await fetch(`http://localhost:${ports.health}/testall`)).text(), 'OK')
    const page = await fetch(`http://manage.bailiwick.localhost:${ports.http}/`)
    assert.match(await page.text(), /bailiwick-place/, 'the dashboard came built')
  })

  test('the operator\'s quarter of an hour: certificate, mail server, health, metrics, an alert', async () => {
    assert.match(await ran('bailiwick nodes list'), /alive/)
    assert.match(await ran('bailiwick setup-link'), /\/setup\?ticket=/)
    const authority = await makeAuthority()
    const leaf = await authority.leaf(['bailiwick.localhost', '*.bailiwick.localhost'])
    // As they come from an authority: in a folder of root's, the key for root's eyes only.
    await ran('install -d -m 700 /root/operator')
    const put = (name: string, text: string) => ran(`umask 077; cat > /root/operator/${name} <<'PEM'\n${text}\nPEM`)
    await put('root.pem', authority.root.cert)
    await put('fullchain.pem', leaf.chain)
    await put('privkey.pem', leaf.key)
    await ran('cd /root/operator && bailiwick roots add root.pem')
    assert.match(await ran('cd /root/operator && bailiwick certificates upload --certificate fullchain.pem --private-key=privkey.pem'), /is shown from now on/)
    assert.match((await machine.run('cd /root/operator && bailiwick certificates upload --certificate nothing.pem')).output, /nothing\.pem cannot be read/)
    assert.equal(await ran('ls -d /run/bailiwick-command.* 2>/dev/null | wc -l'), '0\n', 'no copy of a key is left')
    const wanted = new X509Certificate(leaf.cert).fingerprint256.replaceAll(':', '').toLowerCase()
    await until('the certificate', async () => ((await handshake(ports.https, 'main.bailiwick.localhost')).fingerprint === wanted ? true : undefined))

    await ran(`bailiwick settings set mail.smtp-host=127.0.0.1 mail.smtp-port=${(smtp.server.address() as AddressInfo).port} mail.smtp-security=none mail.from=login@example.com 'alerts.emails=["ops@example.com"]' alerts.webhook-url=http://127.0.0.1:${(hook.address() as AddressInfo).port}/`)
    assert.match(await ran('bailiwick mail test you@example.com'), /took the message/)
    assert.match(mails.join('\n'), /Subject: Test message/)

    const [, key] = /password (\S+)/.exec(await ran('bailiwick health key')) ?? []
    const authorization = `Basic ${Buffer.from(`api_keys_health:${key}`).toString('base64')}`
    assert.equal((await fetch(`http://localhost:${ports.health}/status/db`, { headers: { authorization } })).status, 204)
    assert.equal((await fetch(`http://localhost:${ports.health}/status/db`)).status, 401)
    assert.match(await (await fetch(`http://localhost:${ports.health}/metrics`, { headers: { authorization } })).text(), /^bailiwick_build_info\{/m)
    assert.match(await ran('bailiwick health'), /memory free/)

    assert.match(await ran('bailiwick alerts test'), /arrived/)
    assert.deepEqual(alerts.map(({ state }) => state), ['test'])
    assert.match(mails.join('\n'), /Test alert/)
  })

  test('stops in order, and taken off the machine leaves the data', async () => {
    await ran('kill -TERM $(cat /run/bailiwick.pid); for i in $(seq 1 300); do kill -0 $(cat /run/bailiwick.pid) 2>/dev/null || exit 0; sleep 0.1; done; exit 1')
    assert.match(await ran('tail -1 /run/bailiwick.log'), /Stopped\./)
    await ran('dpkg -r bailiwick && dpkg -P bailiwick')
    assert.equal((await machine.run('ls /opt/bailiwick /usr/bin/bailiwick')).output.match(/No such file/g)?.length, 2)
    assert.match(await ran('ls -d /var/lib/bailiwick/postgres /var/lib/bailiwick/keys/appliance.key'), /appliance\.key/)
    assert.notEqual((await machine.run('ls /etc/bailiwick/environment')).code, 0)
  })
})
