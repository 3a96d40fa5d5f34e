/** A message of an appliance: known by its key, taken once, applied whole or not at all, and answered with what was said to it here. */
import { Compile, Type } from '#kernel/schema.ts'
import { Problem } from '#kernel/problem.ts'
import { digest } from '#platform/crypto/index.ts'
import { within, type Office } from '#responsibilities/context/index.ts'
import { appendEntry } from '#responsibilities/journal/index.ts'
import { holdingOf, Report, sealMessage, sentBy, type Answer, type Sealed } from '#responsibilities/reporting/index.ts'
import { ensureKey, keyIdOf } from '#responsibilities/seals/index.ts'
import type { Console } from '../context/index.ts'
import {
  connectedByKey, dropAllItems, dropItems, enrol, instructionsAfter, itemPrints, putItem, retireKey, setAppliance, settleInstruction, type ApplianceRow, type InstructionRow,
} from './appliances.store.ts'
import { tellNews } from './news.ts'

const shape = Compile(Type.Object({ message: Report, signature: Type.String({ maxLength: 120 }) }, { additionalProperties: false }))
const mostInstructions = 50

export async function receiveReport({ office }: Console, body: unknown): Promise<Sealed<Answer>> {
  if (!shape.Check(body)) throw new Problem(400, 'report_wrong', 'This is not a report of an appliance.')
  const sealed = body as Sealed<Report>
  const { message } = sealed
  const own = await ensureKey(office, 'provider')
  if (message.audience !== own.id) throw new Problem(400, 'report_elsewhere', 'This report was made for another console.')
  return within(office, async (inner) => {
    const appliance = await senderOf(inner, sealed)
    if (message.sequence <= appliance.sequence) throw new Problem(409, 'report_replayed', 'This report, or a later one, was taken in before; each counts once.')
    const now = office.clock.now()
    const agreed = holdingOf(await itemPrints(inner.db, appliance.id)) === message.holding
    if (agreed) await apply(inner, appliance, message)
    else await dropAllItems(inner.db, appliance.id)
    await setAppliance(inner.db, appliance.id, { state: message.leaving ? 'left' : 'connected', sequence: message.sequence, heard_at: now })
    if (message.leaving) {
      await dropAllItems(inner.db, appliance.id)
      await appendEntry(inner, { kind: 'appliance.left', actor: `appliance:${appliance.id}`, subject: `appliance:${appliance.id}`, data: { subscriber: appliance.subscriber } })
    }
    const waiting = message.leaving ? [] : await instructionsAfter(inner.db, appliance.id, message.received, mostInstructions)
    return sealMessage<Answer>(own, {
      purpose: 'bailiwick console answer', inReplyTo: message.id, issuer: own.id, audience: message.issuer, sentAt: now.toISOString(), resend: !agreed,
      instructions: waiting.map(told),
    })
  })
}

const told = (row: InstructionRow) => ({ id: row.id, position: row.position, operation: row.operation, input: row.input, by: { email: row.said_by, name: row.said_name, roles: row.said_roles }, saidAt: row.said_at.toISOString() })

/** Known by its key; or it brings the card that was made for it, and is known from now on. */
async function senderOf(office: Office, sealed: Sealed<Report>): Promise<ApplianceRow> {
  const { issuer, introduction } = sealed.message
  if (introduction && keyIdOf(introduction.publicKey) === issuer && sentBy(introduction.publicKey, sealed)) {
    await retireKey(office.db, issuer)
    const come = await enrol(office.db, digest(introduction.enrolment), issuer, introduction.publicKey, office.clock.now())
    if (come) {
      await appendEntry(office, { kind: 'appliance.connected', actor: `appliance:${come.id}`, subject: `appliance:${come.id}`, data: { subscriber: come.subscriber, key: issuer } })
      return come
    }
    throw new Problem(403, 'enrolment_unusable', 'The card was used before or has run out; let the provider make a new one, and pair again.')
  }
  const known = await connectedByKey(office.db, issuer)
  if (!known?.public_key) throw new Problem(403, 'appliance_unknown', 'This console does not know the appliance; let the provider make a card for it, and pair again.')
  if (!sentBy(known.public_key, sealed)) throw new Problem(403, 'report_wrong', 'This report was altered, or was not signed by the appliance whose key it names.')
  return known
}

async function apply(office: Office, appliance: ApplianceRow, { put, drop }: Report): Promise<void> {
  const now = office.clock.now()
  await dropItems(office.db, appliance.id, drop)
  for (const { item, fingerprint, content } of put) {
    if (item.startsWith('instruction:')) await settleInstruction(office.db, appliance.id, item.slice('instruction:'.length), content as { state: string; sentence: string; subject: string | null }, now)
    await tellNews(office, appliance, item, content)
    await putItem(office.db, appliance.id, { item, fingerprint, content, changed_at: now })
  }
}
