/** The product, started as a user starts it with one worker, and what the flows need registered in it. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { temporaryFolder, type Bootstrap } from '../appliance.ts'
import { trust } from '../loopback.ts'
import { connectionName, management, type Application } from '../management.ts'
import { authorizeUrl, returned, signIn, token } from '../sign-in.ts'
import { visitor } from '../visitor.ts'
import { family } from './machine.ts'
import { apiScope, audience, callback, loginScope, peopleCount, personOf, type Person, type Site } from './site.ts'

const password = 'Correct-Horse-7-Battery'

export type Ours = Site & {
  dataDir: string
  bootstrap: Bootstrap
  /** Where pages are walked through: the measured transport. */
  origin: string
  pid: number
  /**
   * The next of the people signs in with a browser that has never been here, up to the code or, when asked, until the tokens are there; from an address of
   * their own where the site stands behind a proxy.
   */
  firstLogin(withTokens?: boolean): Promise<void>
}

export async function startOurs(options: { https: boolean; /** Requests come through a balancer on this machine, so that not everybody comes from one address. */ proxied?: boolean; environment?: Record<string, string> }): Promise<Ours> {
  const dataDir = temporaryFolder()
  const log = openSync(join(dataDir, 'bailiwick.log'), 'a')
  const root = join(import.meta.dirname, '..', '..')
  const child = spawn(
    process.execPath,
    [join(root, 'bin', 'bailiwick.ts'), 'start', '--json', '--data-dir', dataDir, '--https-port', '0', '--http-port', '0', '--agent-port', '0', '--workers', '1'],
    { cwd: root, env: { ...process.env, ...(options.proxied ? { BAILIWICK_TRUSTED_PROXIES: '127.0.0.1,::1' } : {}), ...options.environment }, stdio: ['ignore', 'pipe', log] },
  )
  closeSync(log)
  process.once('exit', () => child.kill('SIGKILL'))
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM')
      await once(child, 'close')
    }
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
  try {
    return await furnished({ child, dataDir, stop, https: options.https, proxied: options.proxied ?? false })
  } catch (error) {
    await stop()
    throw error
  }
}

async function furnished({ child, dataDir, stop, https, proxied }: { child: ChildProcess; dataDir: string; stop: () => Promise<void>; https: boolean; proxied: boolean }): Promise<Ours> {
  const bootstrap = await ready(child.stdout!, join(dataDir, 'bailiwick.log'))
  const ca = readFileSync(bootstrap.ca_file, 'utf8')
  trust(ca)

  const domain = bootstrap.tenants[0]!.domain
  const name = domain.split(':')[0]!
  const origin = https ? `https://${domain}` : `http://${name}:${bootstrap.http_port}`
  const target = https
    ? { port: bootstrap.https_port, host: domain, ca }
    : { port: bootstrap.http_port, host: `${name}:${bootstrap.http_port}` }
  const { machine, web, direct, people } = await furnish(bootstrap)
  const authorize = authorizeUrl(origin, { client_id: web.id, redirect_uri: callback, scope: loginScope, audience })
  const cookies: string[] = []
  const browserOf = (number: number) => visitor(proxied ? { 'x-forwarded-for': `198.51.100.${1 + (number % 250)}` } : {})
  let next = 0
  for (const person of people) {
    const who = visitor()
    returned(await signIn(who, authorize, person))
    cookies.push(Object.entries(who.cookies(`${origin}/authorize`)).map(([cookie, value]) => `${cookie}=${value}`).join('; '))
  }

  return {
    name: 'ours',
    target,
    origin,
    dataDir,
    bootstrap,
    pid: child.pid!,
    paths: { authorize: '/authorize', token: '/oauth/token', userinfo: '/userinfo', discovery: '/.well-known/openid-configuration' },
    audienceParameter: 'audience',
    machine,
    web,
    cookies,
    passwords: { client: direct, realm: connectionName, people },
    processes() {
      const all = family(child.pid!)
      const pids = (fits: (command: string) => boolean) => all.filter(({ command }) => fits(command)).map(({ pid }) => pid)
      const isDatabase = (command: string) => /postgres/.test(command.split(' ')[0] ?? '')
      const isWorker = (command: string) => command.includes('worker.ts')
      return { worker: pids(isWorker), database: pids(isDatabase), other: pids((command) => !isWorker(command) && !isDatabase(command)) }
    },
    async firstLogin(withTokens = false) {
      const number = next++ % people.length
      const code = returned(await signIn(browserOf(number), authorize, people[number]!)).get('code')
      if (!withTokens || code === null) return
      const { status } = await token(origin, { grant_type: 'authorization_code', code, redirect_uri: callback, client_id: web.id, client_secret: web.secret })
      if (status !== 200) throw new Error(`the code was not taken: ${status}`)
    },
    stop,
  }
}

async function ready(stdout: NodeJS.ReadableStream, log: string): Promise<Bootstrap> {
  for await (const line of createInterface({ input: stdout })) {
    if (!line.startsWith('{')) continue
    const event = JSON.parse(line) as { event?: string } & Bootstrap
    if (event.event === 'ready') return event
  }
  throw new Error(`the appliance did not become ready:\n${readFileSync(log, 'utf8').slice(-4000)}`)
}

async function furnish(bootstrap: Bootstrap) {
  const api = await management(bootstrap.tenants[0]!)
  const application = async (body: Record<string, unknown>) => {
    const made = await api.must<Application>('POST /clients', body)
    return { id: made.client_id, secret: made.client_secret }
  }
  await api.must('POST /resource-servers', {
    identifier: audience, name: 'Things', scopes: [{ value: apiScope }], allow_offline_access: true,
    skip_consent_for_verifiable_first_party_clients: true,
  })
  const machine = await application({ name: 'Machine', app_type: 'non_interactive', grant_types: ['client_credentials'] })
  await api.must('POST /client-grants', { client_id: machine.id, audience, scope: [apiScope] })
  const web = await application({
    name: 'Web', app_type: 'regular_web', callbacks: [callback], grant_types: ['authorization_code', 'refresh_token'],
    refresh_token: { rotation_type: 'rotating', expiration_type: 'expiring', token_lifetime: 2_592_000, idle_token_lifetime: 1_296_000, infinite_token_lifetime: false, infinite_idle_token_lifetime: false, leeway: 0 },
  })
  const direct = await application({ name: 'Direct', app_type: 'regular_web', grant_types: ['http://auth0.com/oauth/grant-type/password-realm'] })
  const people: Person[] = []
  for (let number = 0; number < peopleCount; number += 1) {
    const person = personOf(number)
    await api.must('POST /users', { connection: connectionName, password, email_verified: true, ...person })
    people.push({ email: person.email, password })
  }
  return { machine, web, direct, people }
}
