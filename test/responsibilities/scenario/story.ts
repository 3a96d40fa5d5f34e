/** The stage of the scenario: two appliances that do not see one another, the provider's console, a mail server of the hospital, and the people of both parties. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SMTPServer } from 'smtp-server'
import { startAppliance, type Appliance } from '../../appliance.ts'
import { readable } from '../../outbox.ts'
import { accountFor, consoleBrowser, personAt, startConsole, until, type ConsoleBrowser, type Person, type RunningConsole } from '../console.ts'

// Answers are looked at member by member.
// oxlint-disable-next-line typescript/no-explicit-any
export type Any = any

/** An appliance with Ann and Ben of the subscriber; `at` is its page at the console. */
export type Side = Appliance & { environment: 'development' | 'production'; ann: Person; ben: Person; at: string }

export type Story = {
  dev: Side
  prod: Side
  console: RunningConsole
  /** Of the provider, at its console. */
  olga: ConsoleBrowser
  /** What the hospital's mail server took. */
  letters: string[]
  smtpPort: number
  folder: string
  /** The number of the ticket that the alert opened, once it has. */
  ticket: string
  /** The secret of a card that has been used. */
  enrolment: string
  end(): Promise<void>
}

export type Step = { name: string; act(story: Story): Promise<void> }

export async function begin(): Promise<Story> {
  const folder = mkdtempSync(join(tmpdir(), 'bailiwick-scenario-'))
  const letters: string[] = []
  const smtp = new SMTPServer({ authOptional: true, disabledCommands: ['STARTTLS'], onData: (stream, _session, done) => {
    let text = ''
    stream.setEncoding('utf8').on('data', (part: string) => (text += part)).on('end', () => (letters.push(readable(text)), done()))
  } })
  await new Promise<void>((listening) => smtp.listen(0, '127.0.0.1', listening))
  const story = { letters, smtpPort: (smtp.server.address() as { port: number }).port, folder, ticket: '', enrolment: '' } as Story
  // What has started is stopped, whatever did not.
  story.end = async () => {
    await Promise.allSettled([story.dev?.stop(), story.prod?.stop(), story.console?.stop()])
    smtp.close(() => {})
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    // One after the other: each start takes all that two cores have, and tests beside this one want to start too.
    story.console = await startConsole()
    story.dev = await side('development', 1)
    story.prod = await side('production', 2)
    await accountFor(story.console.ready.setup_url!, 'olga@north.example')
    story.olga = await consoleBrowser(story.console, 'olga@north.example')
    return story
  } catch (failure) {
    await story.end()
    throw failure
  }
}

/** Ann, the first administrator, invites Ben of the subscriber and Pat and Pia of the provider, with links handed over by hand: there is no mail server yet. */
async function side(environment: Side['environment'], workers: number): Promise<Side> {
  const appliance = await startAppliance({ options: ['--workers', `${workers}`], patience: 180_000 })
  try {
    return await furnish(appliance, environment)
  } catch (failure) {
    await appliance.stop()
    throw failure
  }
}

async function furnish(appliance: Appliance, environment: Side['environment']): Promise<Side> {
  await accountFor(appliance.bootstrap.admin.setup_url!, 'ann@hospital.example')
  const ann = await personAt(appliance, 'ann@hospital.example')
  await ann.must('GET /persons/me')
  await ann.must('PATCH /settings', {
    'responsibilities.parties': 'two', 'responsibilities.separation': 'required', 'responsibilities.provider-name': 'North Software', 'responsibilities.subscriber-name': 'City Hospital', 'responsibilities.environment': environment, 'reporting.interval': 1,
  })
  for (const [email, party, roles] of [['ben@hospital.example', 'subscriber', ['operations', 'infrastructure_engineer']], ['pat@north.example', 'provider', ['customer_success_engineer']], ['pia@north.example', 'provider', ['customer_success_engineer']]] as const) {
    const { link } = await ann.must<{ link: string }>('POST /persons', { email, name: email.split('@')[0], party, roles: [...roles] })
    await accountFor(link, email)
  }
  return { ...appliance, environment, ann, ben: await personAt(appliance, 'ben@hospital.example'), at: '' }
}

/** What the console shows of an appliance, when it shows it. */
export const shows = ({ olga }: Story, a: Side, pattern: RegExp, path = ''): Promise<RegExpExecArray> => until(`the console shows ${pattern} at ${path || 'the appliance'}`, async () => pattern.exec(await olga.look(`${a.at}${path}`)) ?? undefined)

/** Olga asks at the console, Ann opens on the appliance. */
export async function letIn(story: Story, a: Side, row: string, ticket?: string): Promise<string> {
  await story.olga.send(a.at, `${a.at}/windows`, { rows: row, reason: `Work on ${row}`, ...(ticket ? { ticket } : {}) })
  const asked = await until(`a request for ${row}`, async () => (await a.ann.must<Any>('GET /access-windows?state=requested')).windows.find((each: Any) => each.matrix_rows.includes(row)))
  assert.match(asked.requested_by, /^console:olga@north\.example$/)
  assert.equal(asked.ticket ?? undefined, ticket)
  await a.ann.must<Any>(`POST /access-windows/${asked.id}/open`, {})
  await shows(story, a, new RegExp(`${asked.id}.*?open`, 's'))
  return asked.id
}

/** The code of the refusal, and its sentence, which must say something. */
export async function refusal(who: Person, request: string, body?: unknown): Promise<{ code: string | undefined; sentence: string }> {
  const said = (await who.call<{ errorCode?: string; message?: string }>(request, body)).body
  return { code: said?.errorCode, sentence: said?.message ?? '' }
}

/** Refused with this code, and with a sentence that says this. */
export async function refused(who: Person, request: string, body: unknown, code: string, sentence: RegExp): Promise<void> {
  const said = await refusal(who, request, body)
  assert.equal(said.code, code, `${request}: ${said.sentence}`)
  assert.match(said.sentence, sentence)
}
