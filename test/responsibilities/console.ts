/** The provider's console as a provider starts it, and people who sign in at it and at appliances as they would in a browser. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { temporaryFolder, type Appliance } from '../appliance.ts'
import { trust } from '../loopback.ts'
import { management, type Answer } from '../management.ts'
import { authorizeUrl, challengeOf, random, returned, signIn, throughPages, token } from '../sign-in.ts'
import { visitor, type Page, type Visitor } from '../visitor.ts'

export const password = 'Correct-Horse-7-Battery'

export type RunningConsole = {
  dataDir: string
  origin: string
  ready: { console_url: string; ca_file: string; https_port: number; http_port: number; setup_url: string | null; api: { domain: string; client_id: string; client_secret: string; audience: string } }
  output(): string
  /** Keeps the data directory, for the next start. */
  halt(): Promise<void>
  stop(): Promise<void>
}

export async function startConsole(options: { dataDir?: string; ports?: { https: number; http: number } } = {}): Promise<RunningConsole> {
  const dataDir = options.dataDir ?? temporaryFolder()
  const ports = options.ports ?? { https: 0, http: 0 }
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('BAILIWICK_') && name !== 'NODE_TEST_CONTEXT'))
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', '..', 'bin', 'bailiwick.ts'), 'provider', 'start', '--json', '--data-dir', dataDir, '--name', 'North Software', '--https-port', `${ports.https}`, '--http-port', `${ports.http}`], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  process.once('exit', () => child.kill('SIGKILL'))
  let output = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text))
  const ready = await new Promise<RunningConsole['ready']>((resolve, reject) => {
    child.once('close', (code) => reject(new Error(`the console ended with ${code} before it was ready:\n${output.slice(-4000)}`)))
    createInterface({ input: child.stdout }).on('line', (line) => line.startsWith('{') && resolve(JSON.parse(line) as RunningConsole['ready']))
  })
  trust(readFileSync(ready.ca_file, 'utf8'))
  const halt = async () => {
    if (child.exitCode !== null) return
    child.kill('SIGTERM')
    await once(child, 'close')
  }
  return {
    dataDir, origin: ready.console_url, ready, output: () => output, halt,
    async stop() {
      await halt()
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
    },
  }
}

/** Makes the account behind a set-up link or an invitation. */
export async function accountFor(link: string, email: string): Promise<void> {
  const browser = visitor()
  const page = await browser.visit(link)
  const fields = page.forms[0]?.fields ?? {}
  const done = await browser.submit(page, { ...('email' in fields ? { email } : {}), password, ...('repeat' in fields ? { repeat: password } : {}) })
  assert.equal(done.status, 200, done.html)
}

export type ConsoleBrowser = {
  /** The page's text, which must have come well. */
  look(path: string): Promise<string>
  /** Fills the form of that action on the page, and sends it; ends where the console sends the browser. */
  send(path: string, action: string, fields: Record<string, string>): Promise<string>
  page(path: string): Promise<Page>
  visitor: Visitor
}

/** Signs in at the console: it sends the browser to its authority, and takes it back. */
export async function consoleBrowser(console: RunningConsole, email: string): Promise<ConsoleBrowser> {
  const browser = visitor()
  const begun = await browser.visit(`${console.origin}/`)
  assert.ok(begun.left, 'the console did not ask for a sign-in')
  const login = await throughPages(browser, await browser.visit(begun.left), { email, password })
  assert.ok(login.left, login.html)
  const home = await browser.visit(login.left)
  assert.equal(home.status, 200, home.html)
  const look = async (path: string) => {
    const page = await browser.visit(`${console.origin}${path}`)
    assert.equal(page.status, 200, `${path}: ${page.status} ${page.html}`)
    return page
  }
  return {
    visitor: browser,
    page: look,
    look: async (path) => (await look(path)).html,
    async send(path, action, fields) {
      const page = await look(path)
      const form = page.forms.find((each) => each.action === action || new URL(each.action, page.url).pathname === action)
      assert.ok(form, `${path} has no form ${action}: ${page.forms.map((each) => each.action).join(', ')}`)
      const done = await browser.submit({ ...page, forms: [form] }, fields)
      assert.ok(done.status < 400, `${action}: ${done.status} ${done.html}`)
      return done.html
    },
  }
}

export type Person = { email: string; call<T = Record<string, unknown>>(request: string, body?: unknown): Promise<Answer<T>>; must<T = Record<string, unknown>>(request: string, body?: unknown): Promise<T> }

/** Signs in to the appliance's own application with a browser, and calls the configuration area with the person's own token. */
export async function personAt(appliance: Appliance, email: string): Promise<Person> {
  const page = await signInPage(appliance, email)
  const code = returned(page.page).get('code')
  assert.ok(code, `${email} was not let in: ${page.page.left}`)
  const { body } = await token(appliance.rootOrigin, { grant_type: 'authorization_code', client_id: page.client, code, redirect_uri: page.redirect, code_verifier: page.verifier })
  assert.ok(body.access_token, JSON.stringify(body))
  const call = async <T>(request: string, sent?: unknown, headers: Record<string, string> = {}): Promise<Answer<T>> => {
    const [method = 'GET', path = '/'] = request.split(' ')
    const reply = await fetch(`${appliance.manageOrigin}/api/appliance/v1${path}`, {
      method, headers: { authorization: `Bearer ${body.access_token}`, ...(sent === undefined ? {} : { 'content-type': 'application/json' }), ...headers }, ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
    })
    const text = await reply.text()
    return { status: reply.status, headers: reply.headers, body: (text ? JSON.parse(text) : undefined) as T }
  }
  return {
    email, call,
    async must<T>(request: string, sent?: unknown) {
      const reply = await call<T>(request, sent)
      assert.ok(reply.status < 300, `${email}: ${request}: ${reply.status} ${JSON.stringify(reply.body)}`)
      return reply.body
    },
  }
}

export async function signInPage(appliance: Appliance, email: string): Promise<{ page: Page; client: string; redirect: string; verifier: string; visitor: Visitor }> {
  const root = await management(appliance.bootstrap.rta)
  const clients = await root.must<{ name: string; client_id: string }[]>('GET /clients?per_page=100')
  const client = clients.find(({ name }) => name === 'Dashboard')?.client_id ?? ''
  const verifier = random()
  const redirect = `${appliance.manageOrigin}/callback`
  const scope = 'openid read:appliance update:appliance read:settings update:settings read:health update:health read:nodes update:nodes read:backups create:backups update:backups'
  const browser = visitor()
  const page = await signIn(browser, authorizeUrl(appliance.rootOrigin, { client_id: client, audience: `${appliance.manageOrigin}/api/appliance/v1/`, redirect_uri: redirect, scope, state: 's', code_challenge: challengeOf(verifier), code_challenge_method: 'S256' }), { email, password })
  return { page, client, redirect, verifier, visitor: browser }
}

/** Until it is so; the test's own timeout is the patience. */
export async function until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  for (const end = Date.now() + 180_000; ;) {
    const found = await look()
    if (found) return found
    if (Date.now() > end) throw new Error(`it did not come about: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
