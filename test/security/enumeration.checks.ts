// Who has an account is nobody's business: not by the words of an answer, not by its time. And what guessing passwords leaves behind.
import { before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { connectionName } from '../management.ts'
import { random, token } from '../sign-in.ts'
import { visitor, type Page } from '../visitor.ts'
import { realmGrant, request, said, stage, type Stage } from './stage.ts'

/** What differs between any two pages. */
const comparable = ({ status, html }: Page, ...own: string[]) =>
  `${status} ${own.reduce((text, each) => text.replaceAll(each, '…'), html).replaceAll(/nonce(="|-)[^"']+/g, 'nonce').replaceAll(/(value="|state=)[A-Za-z0-9_-]{43}/g, '…').replaceAll(/<dd>[0-9a-f]{32}<\/dd>/g, '…')}`

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** Milliseconds of each way, taken in turns so that whatever else the machine does meets both alike. */
async function inTurns(rounds: number, one: () => Promise<unknown>, other: () => Promise<unknown>): Promise<[number, number]> {
  const times: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, act] of (round % 2 ? [[1, other], [0, one]] as const : [[0, one], [1, other]] as const)) {
      const began = performance.now()
      await act()
      times[index].push(performance.now() - began)
    }
  }
  return [median(times[0]), median(times[1])]
}

describe('enumeration of users', () => {
  let here: Stage
  before(async () => {
    here = await stage()
    await protect('brute-force-protection', { enabled: false })
  })

  const protect = (what: string, body: Record<string, unknown>) => here.api.must(`PATCH /attack-protection/${what}`, body)
  const nobody = () => `nobody-${random().toLowerCase()}@example.com`
  const byPassword = (username: string, password = 'wrong') =>
    token(here.origin, { grant_type: realmGrant, realm: connectionName, client_id: here.web.client_id, client_secret: here.web.client_secret, username, password })
  const json = (path: string, body: Record<string, unknown>) =>
    fetch(`${here.origin}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ client_id: here.web.client_id, connection: connectionName, ...body }) })
  const onPage = async (hint: string, fields: Record<string, string>) => {
    const who = visitor()
    return who.submit(await who.visit(request(here, here.web, { screen_hint: hint })), fields)
  }

  test('[enumeration by text] the login page says the same of unknown people and of wrong passwords', async () => {
    const unknown = nobody()
    assert.equal(
      comparable(await onPage('login', { username: here.person.email, password: 'wrong' }), here.person.email),
      comparable(await onPage('login', { username: unknown, password: 'wrong' }), unknown),
    )
  })

  test('[enumeration by text] so does the token endpoint, headers included', async () => {
    const [wrong, unknown] = [await byPassword(here.person.email), await byPassword(nobody())]
    assert.equal(said(wrong), said(unknown))
    const names = (headers: Headers) => [...headers.keys()].sort()
    assert.deepEqual(names(wrong.headers), names(unknown.headers))
  })

  test('[enumeration by text] a blocked person is told so only with the right password', async () => {
    const email = nobody()
    await here.api.must('POST /users', { connection: connectionName, email, password: 'Correct-Horse-7-Battery', blocked: true })
    assert.equal(said(await byPassword(email)), said(await byPassword(nobody())))
    assert.equal(said(await byPassword(email, 'Correct-Horse-7-Battery')), '403 unauthorized user is blocked')
  })

  test('[enumeration by text] asking for a reset link says the same to everybody', async () => {
    const texts = await Promise.all([here.person.email, nobody(), 'not an address'].map(async (email) => {
      const response = await json('/dbconnections/change_password', { email })
      return `${response.status} ${await response.text()}`
    }))
    assert.equal(texts[0], texts[1])
    assert.equal(texts[0], texts[2])
    const unknown = nobody()
    assert.equal(comparable(await onPage('reset-password', { username: here.person.email }), here.person.email), comparable(await onPage('reset-password', { username: unknown }), unknown))
  })

  test('[enumeration by text] signing up with a taken address names no reason', async () => {
    const taken = await json('/dbconnections/signup', { email: here.person.email, password: 'Correct-Horse-7-Battery' })
    const body = (await taken.json()) as Record<string, unknown>
    assert.deepEqual([taken.status, body['code'], body['description']], [400, 'invalid_signup', 'Invalid sign up'])
    const page = await onPage('signup', { email: here.person.email, password: 'Correct-Horse-7-Battery' })
    assert.equal(page.status, 400)
    assert.doesNotMatch(page.html, /exists|(?:is|been) (?:already )?(?:taken|registered|in use)|has an account/i)
  })

  test('[enumeration by text] unknown applications and wrong secrets are one answer', async () => {
    const ask = (client_id: string, client_secret: string) => token(here.origin, { grant_type: 'client_credentials', client_id, client_secret, audience: 'https://orders.example/' })
    const answers = [await ask('unknown', 'x'), await ask(here.machine.client_id, 'x'), await ask(here.neighbour.web.client_id, here.neighbour.web.client_secret)]
    assert.deepEqual(answers.map(said), Array(3).fill('401 access_denied Unauthorized'))
  })

  test('[enumeration by time] an unknown person costs as much as a wrong password', async () => {
    await inTurns(2, () => byPassword(here.person.email), () => byPassword(nobody()))
    const [wrong, unknown] = await inTurns(15, () => byPassword(here.person.email), () => byPassword(nobody()))
    // Without the wasted hash this would be a factor of ten.
    assert.ok(unknown > wrong / 2.5 && unknown < wrong * 2.5, `wrong ${wrong} ms, unknown ${unknown} ms`)
  })

  test('[enumeration by time] asking for a reset link takes the same fixed time', async () => {
    const [known, unknown] = await inTurns(5, () => json('/dbconnections/change_password', { email: here.person.email }), () => json('/dbconnections/change_password', { email: nobody() }))
    assert.ok(known >= 240 && unknown >= 240, `known ${known} ms, unknown ${unknown} ms`)
    assert.ok(unknown > known / 2.5 && unknown < known * 2.5, `known ${known} ms, unknown ${unknown} ms`)
  })

  test('[enumeration by time] signing up with a taken address costs as much as with a free one', async () => {
    const signUp = (email: string) => json('/dbconnections/signup', { email, password: 'Correct-Horse-7-Battery' })
    await inTurns(2, () => signUp(here.person.email), () => signUp(nobody()))
    const [taken, free] = await inTurns(11, () => signUp(here.person.email), () => signUp(nobody()))
    assert.ok(taken > free / 3 && taken < free * 3, `taken ${taken} ms, free ${free} ms`)
  })

  test('[password spraying] each guess leaves an event with person, application and address: what limits will count', async () => {
    const unknown = nobody()
    await byPassword(unknown)
    await byPassword(here.person.email)
    const logs = await here.api.must<Record<string, unknown>[]>('GET /logs?per_page=50')
    for (const [type, user_name] of [['fu', unknown], ['fp', here.person.email]]) {
      const event = logs.find((each) => each['type'] === type && each['user_name'] === user_name)
      assert.ok(event, `${type} of ${user_name}`)
      assert.equal(event['ip'], '127.0.0.1')
      assert.equal(event['client_id'], here.web.client_id)
    }
    assert.ok(!JSON.stringify(logs).includes('"wrong"'), 'not the guess')
  })

  test('[password guessing] many guesses at one account are stopped, also for the right password, and for nobody else', async () => {
    await protect('brute-force-protection', { enabled: true, max_attempts: 5 })
    const [known, unknown] = [nobody(), nobody()]
    await here.api.must('POST /users', { connection: connectionName, email: known, password: 'Correct-Horse-7-Battery' })
    const answers = await Promise.all([known, unknown].map(async (email) => {
      for (let guess = 0; guess < 6; guess += 1) await byPassword(email)
      return byPassword(email, 'Correct-Horse-7-Battery')
    }))
    assert.deepEqual(answers.map(({ status, body }) => `${status} ${body.error}`), ['429 too_many_attempts', '429 too_many_attempts'], 'and an account that does not exist looks the same')
    assert.equal(said(answers[0]!), said(answers[1]!))
    assert.equal((await byPassword(here.person.email, here.person.password)).status, 200)
  })

  test('[password guessing] sixty guesses at the same moment are no way around the limit', async () => {
    await protect('brute-force-protection', { enabled: true, max_attempts: 5 })
    const email = nobody()
    await here.api.must('POST /users', { connection: connectionName, email, password: 'Correct-Horse-7-Battery' })
    const answers = await Promise.all(Array.from({ length: 60 }, () => byPassword(email)))
    const looked = answers.filter(({ status }) => status === 403).length
    assert.ok(looked <= 6, `${looked} passwords were looked at`)
  })

  test('[password spraying] guesses by one address at many accounts are stopped', async () => {
    await protect('suspicious-ip-throttling', { enabled: true, stage: { 'pre-login': { max_attempts: 8, rate: 86_400_000 } } })
    const statuses: number[] = []
    for (let guess = 0; guess < 30; guess += 1) statuses.push((await byPassword(nobody())).status)
    assert.ok(statuses.includes(429), statuses.join())
    assert.ok(statuses.slice(-5).every((status) => status === 429), statuses.join())
  })
})
