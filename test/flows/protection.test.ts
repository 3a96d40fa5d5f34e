// Guessed passwords, mass sign-ups and too many requests, against the started product with several workers.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { rmSync } from 'node:fs'
import { startAppliance, temporaryFolder, type Appliance } from '../appliance.ts'
import { connectionName, furnished, management, type Application, type Management, type Person } from '../management.ts'
import { outbox } from '../outbox.ts'
import { authorizeUrl, signIn, token } from '../sign-in.ts'
import { visitor } from '../visitor.ts'

const workers = 2
const callback = 'https://app.example/callback'
const realm = 'http://auth0.com/oauth/grant-type/password-realm'
const blockedText = "Your account has been blocked after multiple consecutive login attempts. We've sent you a notification via your preferred contact method with instructions on how to unblock it."
const html = (text: string) => text.replaceAll("'", '&#39;')

describe('protection of the started product', () => {
  const dataDir = temporaryFolder()
  const start = (environment: Record<string, string> = {}) => startAppliance({ dataDir, environment: { BAILIWICK_WORKERS: String(workers), ...environment } })
  let appliance: Appliance
  let api: Management
  let person: Person
  let web: Application

  before(async () => {
    appliance = await start()
    const house = await furnished(appliance)
    ;({ api, person } = house)
    web = await house.application({ name: 'Shop', app_type: 'regular_web', callbacks: [callback], grant_types: ['authorization_code', realm] })
  })
  after(async () => {
    await appliance?.stop()
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  })

  const byPassword = (username: string, password: string) =>
    token(appliance.origin, { grant_type: realm, realm: connectionName, client_id: web.client_id, client_secret: web.client_secret, username, password })
  const page = (fields: { email: string; password: string }) =>
    signIn(visitor({ accept: 'text/html' }), authorizeUrl(appliance.origin, { client_id: web.client_id, redirect_uri: callback, state: 's' }), fields)
  const letters = (to: string) => outbox(dataDir).filter((text) => text.includes(`To: ${to}`) && text.includes('/u/unblock'))
  const eventually = async <T>(look: () => Promise<T | undefined>): Promise<T> => {
    for (let n = 0; n < 200; n += 1) {
      const found = await look()
      if (found !== undefined) return found
      await sleep(50)
    }
    throw new Error('waited in vain')
  }
  const events = (type: string, name: string) => api.must<{ type: string }[]>(`GET /logs?per_page=100&q=${encodeURIComponent(`type:${type} AND user_name:"${name}"`)}`)

  test('ten wrong passwords on the page, and nobody gets in from here; the link of the letter lifts the block once', async () => {
    for (let n = 0; n < 10; n += 1) assert.equal((await page({ ...person, password: 'wrong' })).status, 400)
    const refused = await page(person)
    assert.equal(refused.status, 429)
    assert.ok(refused.html.includes(html(blockedText)) || refused.html.includes(blockedText), refused.html)
    const { status, body } = await byPassword(person.email, person.password)
    assert.deepEqual([status, body.error, body.error_description], [429, 'too_many_attempts', blockedText])
    assert.deepEqual(await api.must('GET /user-blocks?identifier=' + encodeURIComponent(person.email)), { blocked_for: [{ identifier: person.email, ip: '127.0.0.1', connection: connectionName }] })
    assert.ok((await events('limit_wc', person.email)).length >= 2)

    const letter = await eventually(async () => letters(person.email).at(0))
    const ticket = /\/u\/unblock\?ticket=([\w-]{43})/.exec(letter.replaceAll(/=\r?\n/g, '').replaceAll('=3D', '='))![1]!
    const who = visitor()
    const link = `${appliance.origin}/u/unblock?ticket=${ticket}`
    const offer = await who.visit(link)
    assert.equal((await byPassword(person.email, person.password)).status, 429, 'opening the link is not enough: mail programs do that')
    assert.equal((await who.submit(offer, {})).status, 200)
    assert.equal((await byPassword(person.email, person.password)).status, 200)
    assert.equal((await who.visit(link)).status, 400)
  })

  test('of fifty wrong passwords at once, over all workers, hardly more than ten are looked at, and a restart forgets nothing', async () => {
    for (const name of [person.email, 'nobody@example.com']) {
      const answers = await Promise.all(Array.from({ length: 50 }, () => byPassword(name, 'wrong')))
      const looked = answers.filter(({ status }) => status === 403).length
      assert.ok(looked >= 10 && looked <= 10 + workers, `${name}: ${looked} were looked at`)
      assert.equal(answers.filter(({ status, body }) => status === 429 && body.error === 'too_many_attempts').length, 50 - looked)
    }
    await appliance.stop()
    appliance = await start()
    api = await management(appliance.main)
    assert.equal((await byPassword(person.email, person.password)).status, 429)
    assert.equal((await byPassword('nobody@example.com', 'wrong')).status, 429)
    assert.equal((await api.call(`DELETE /user-blocks/${encodeURIComponent(person.user_id)}`)).status, 204)
    assert.equal((await byPassword(person.email, person.password)).status, 200)
  })

  test('a changed setting holds at once: throttled addresses, sign-ups included', async () => {
    const stage = { 'pre-login': { max_attempts: 3, rate: 86_400_000 }, 'pre-user-registration': { max_attempts: 2, rate: 86_400_000 } }
    await api.must('PATCH /attack-protection/suspicious-ip-throttling', { stage })
    const answers: number[] = []
    // What failed before counts too.
    for (let n = 0; n < 4; n += 1) answers.push((await byPassword(`somebody${n}@example.com`, 'wrong')).status)
    assert.equal(answers.at(-1), 429)
    const refused = await page(person)
    assert.equal(refused.status, 429)
    assert.match(refused.html, /suspicious login behavior/)
    const signUp = (n: number) =>
      fetch(`${appliance.origin}/dbconnections/signup`, {
        method: 'POST', headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ client_id: web.client_id, connection: connectionName, email: `new${n}@example.com`, password: 'Correct-Horse-7-Battery' }),
      })
    assert.deepEqual([(await signUp(1)).status, (await signUp(2)).status, (await signUp(3)).status], [200, 200, 429])
    await api.must('PATCH /attack-protection/suspicious-ip-throttling', { allowlist: ['127.0.0.0/8'] })
    assert.equal((await byPassword(person.email, person.password)).status, 200)
  })

  test('rate limits: off until switched on; then one limit for all workers, with the documented headers', async () => {
    assert.equal((await api.call('GET /connections')).headers.get('x-ratelimit-limit'), null)
    await appliance.stop()
    appliance = await start({ BAILIWICK_RATE_LIMITS: 'true' })
    api = await management(appliance.main)
    const first = await api.call('GET /connections')
    assert.equal(first.headers.get('x-ratelimit-limit'), '50')
    assert.ok(Number(first.headers.get('x-ratelimit-remaining')) <= 49)
    assert.ok(Math.abs(Number(first.headers.get('x-ratelimit-reset')) - Date.now() / 1000) <= 3)

    const began = performance.now()
    const answers = await Promise.all(Array.from({ length: 200 }, () => api.call('GET /connections')))
    const t = (performance.now() - began) / 1000
    const admitted = answers.filter(({ status }) => status === 200).length
    assert.ok(admitted >= 40 && admitted <= 50 + 15 * (t + 1) + workers, `${admitted} were admitted in ${t} s`)
    const refused = answers.find(({ status }) => status === 429)!
    assert.deepEqual([refused.body['statusCode'], refused.body['error'], refused.body['errorCode']], [429, 'Too Many Requests', 'too_many_requests'])
    assert.ok(Number(refused.headers.get('retry-after')) >= 1)
    assert.equal(refused.headers.get('x-ratelimit-remaining'), '0')
    // The other surface has a bucket of its own.
    assert.equal((await fetch(`${appliance.origin}/.well-known/openid-configuration`)).headers.get('x-ratelimit-limit'), '100')
    assert.equal((await fetch(`${appliance.origin}/testall`)).headers.get('x-ratelimit-limit'), null)
    await sleep(2000)
    assert.equal((await api.must<{ type: string }[]>('GET /logs?per_page=100&q=type%3Aapi_limit')).length >= 1, true)
  })
})
