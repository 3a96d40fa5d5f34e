/** One conversation with the console: what it does not have goes out, what was said there comes in, until both sides have nothing left. */
import { Compile, Type } from '#kernel/schema.ts'
import { Problem } from '#kernel/problem.ts'
import { postJson } from '#platform/outgoing/index.ts'
import { within, type Office } from '../context/index.ts'
import { appendEntry } from '../journal/index.ts'
import { ensureKey, fingerprint } from '../seals/index.ts'
import { carryOut, type PerformWithin } from './instructions.ts'
import { sealMessage, sentBy, type Answer, type Put, type Report, type Sealed } from './messages.ts'
import { reportingInterval } from './reporting.settings.ts'
import {
  claimConsole, confirmedItems, confirmItems, forgetItems, nextNumber, recentInstructions, recordAnswer, recordFailure, releaseConsole, type ConsoleRow,
} from './reporting.store.ts'
import { holdingOf, sourcesWith, type ConsentKind, type Item, type ReportSource } from './sources.ts'

export type ExchangeTools = { sources: Partial<Record<ConsentKind, ReportSource>>; perform: PerformWithin }
export type Exchanged = { sent: number; instructions: number; sentence: string }

const leaseMs = 5 * 60_000
/** Of one message; a larger item goes alone. */
const mostBytes = 1024 * 1024
const mostRounds = 200
const longestPause = 15 * 60_000

/** undefined: nothing is paired, it is not time yet, or somebody else is at it. @throws when the console cannot be talked to; it will be tried again. */
export async function exchange(office: Office, tools: ExchangeTools, atOnce = false): Promise<Exchanged | undefined> {
  const now = office.clock.now()
  const pairing = await claimConsole(office.db, now, new Date(now.getTime() + leaseMs), atOnce)
  if (!pairing) return undefined
  try {
    const done = await converse(office, pairing, tools)
    if (pairing.failing_since) await appendEntry(office, { kind: 'reporting.resumed', actor: 'appliance', subject: `console:${pairing.key_id}`, data: { failing_since: pairing.failing_since } })
    return done
  } catch (failure) {
    const sentence = failure instanceof Error ? failure.message : String(failure)
    const pause = Math.min(office.settings.get(reportingInterval) * 1000 * 2 ** Math.min(pairing.failures, 10), longestPause)
    await recordFailure(office.db, pairing.key_id, office.clock.now(), new Date(office.clock.now().getTime() + pause), sentence.slice(0, 500))
    if (!pairing.failing_since) await appendEntry(office, { kind: 'reporting.failing', actor: 'appliance', subject: `console:${pairing.key_id}`, data: { error: sentence } })
    throw new Problem(502, 'console_unreachable', `The console of ${pairing.name} (${pairing.url}) could not be reported to: ${sentence} Nothing is lost; it is tried again.`)
  } finally {
    await releaseConsole(office.db, pairing.key_id)
  }
}

async function converse(office: Office, pairing: ConsoleRow, tools: ExchangeTools): Promise<Exchanged> {
  const total = { sent: 0, instructions: 0 }
  const next = () => new Date(office.clock.now().getTime() + office.settings.get(reportingInterval) * 1000)
  for (let round = 0; round < mostRounds; round += 1) {
    const present = await collect(office, pairing, tools)
    const confirmed = await confirmedItems(office.db, pairing.key_id)
    const { put, left } = await missing(present, confirmed)
    const drop = confirmed.filter(({ item }) => !present.some((each) => each.item === item)).map(({ item }) => item)
    const introduction = round === 0 && pairing.enrolment_sealed ? office.secrets.open(pairing.enrolment_sealed) : undefined
    const answer = await say(office, pairing, { put, drop, holding: holdingOf(confirmed), ...(introduction === undefined ? {} : { enrolment: introduction }) })
    await within(office, async (inner) => {
      if (answer.resend) await forgetItems(inner.db, pairing.key_id)
      else await confirmItems(inner.db, pairing.key_id, put, drop)
      await recordAnswer(inner.db, pairing.key_id, office.clock.now(), next())
    })
    for (const said of answer.instructions) await carryOut(office, pairing, said, tools.perform)
    pairing.received = Math.max(pairing.received, ...answer.instructions.map(({ position }) => position))
    if (!answer.resend) total.sent += put.length
    total.instructions += answer.instructions.length
    if (!answer.resend && left === 0 && answer.instructions.length === 0) break
  }
  return { ...total, sentence: `Reported to ${pairing.name}: ${total.sent} items sent, ${total.instructions} instructions taken in.` }
}

type Version = Item & { fingerprint: string }

async function collect(office: Office, pairing: ConsoleRow, tools: ExchangeTools): Promise<Version[]> {
  const sources = sourcesWith(tools.sources)
  const found: Item[] = []
  for (const kind of pairing.consents) found.push(...(await sources[kind](office)))
  // What became of the console's own words is always told.
  const since = new Date(office.clock.now().getTime() - 30 * 86_400_000)
  for (const { id, state, sentence, subject, arrived_at } of await recentInstructions(office.db, since)) found.push({ item: `instruction:${id}`, version: { id, state, sentence, subject, arrived_at } })
  return found.map((each) => ({ ...each, fingerprint: fingerprint(JSON.parse(JSON.stringify(each.version)) as unknown) }))
}

/** What the console has not confirmed, as much as fits into one message, and how much is left for the next. */
async function missing(present: readonly Version[], confirmed: readonly { item: string; fingerprint: string }[]): Promise<{ put: Put[]; left: number }> {
  const known = new Map(confirmed.map(({ item, fingerprint: print }) => [item, print]))
  const wanted = present.filter(({ item, fingerprint: print }) => known.get(item) !== print)
  const put: Put[] = []
  let bytes = 0
  for (const { item, version, load, fingerprint: print } of wanted) {
    const content = JSON.parse(JSON.stringify(load ? await load() : version)) as unknown
    bytes += JSON.stringify(content).length
    if (put.length > 0 && (bytes > mostBytes || put.length >= 500)) break
    put.push({ item, fingerprint: print, content })
  }
  return { put, left: wanted.length - put.length }
}

type Saying = { put: Put[]; drop: string[]; holding: string; enrolment?: string; leaving?: true }

const text = Type.String({ maxLength: 300 })
const answerShape = Compile(Type.Object({
  message: Type.Object({
    purpose: Type.Literal('bailiwick console answer'), inReplyTo: text, issuer: text, audience: text, sentAt: text, resend: Type.Boolean(),
    instructions: Type.Array(Type.Object({
      id: text, position: Type.Integer({ minimum: 1 }), operation: text, input: Type.Unknown(), saidAt: Type.String({ format: 'date-time' }),
      by: Type.Object({ email: text, name: text, roles: Type.Array(text, { maxItems: 20 }) }),
    }), { maxItems: 500 }),
  }),
  signature: text,
}))

/** One message and its answer, checked. @throws when there is none, or it is not the console's answer to this very message. */
export async function say(office: Office, pairing: ConsoleRow, { enrolment, ...saying }: Saying): Promise<Answer> {
  const key = await ensureKey(office, 'appliance')
  const sequence = await nextNumber(office.db, pairing.key_id, office.clock.now().getTime())
  const report: Report = {
    purpose: 'bailiwick report', id: `rpt_${office.random.hex(16)}`, issuer: key.id, audience: pairing.key_id, sequence, sentAt: office.clock.now().toISOString(), received: pairing.received,
    ...(enrolment === undefined ? {} : { introduction: { publicKey: key.publicKey, enrolment } }), ...saying,
  }
  const { status, body } = await postJson(`${pairing.url}/exchange`, sealMessage(key, report), { ...(pairing.ca === null ? {} : { ca: pairing.ca }), timeout: 30_000, mostBytes: 8 * 1024 * 1024 })
  if (status !== 200) {
    const said = (body as { message?: unknown } | undefined)?.message
    throw new Error(typeof said === 'string' ? `It refused (${status}): ${said.slice(0, 300)}` : `It answered ${status}.`)
  }
  if (!answerShape.Check(body)) throw new Error('What it answered is not an answer of a console.')
  const sealed = body as unknown as Sealed<Answer>
  const { message } = sealed
  if (message.issuer !== pairing.key_id || !sentBy(pairing.public_key, sealed)) throw new Error(`The answer was not signed by ${pairing.name} (key ${pairing.key_id}).`)
  if (message.audience !== key.id || message.inReplyTo !== report.id) throw new Error('The answer was made for another message.')
  return message
}
