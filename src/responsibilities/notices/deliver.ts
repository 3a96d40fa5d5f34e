import { job } from '#kernel/job.ts'
import type { Office } from '../context/index.ts'
import { appendEntry } from '../journal/index.ts'
import { claimDue, settleDelivery, type DueDelivery } from './notices.store.ts'
import { postWebhook } from './webhooks.ts'

const leaseMs = 60_000
const atOnce = 20
const patienceMs = 14 * 24 * 3600 * 1000

/** Milliseconds until the next attempt: 10 s, 20 s, 40 s, … at most an hour. */
export const pauseAfter = (attempts: number): number => Math.min(10_000 * 2 ** Math.max(0, attempts - 1), 3600_000)

/** Sends what is due; resolves to what became of it. */
export async function deliverNotices(office: Office): Promise<{ delivered: number; postponed: number; givenUp: number }> {
  const counts = { delivered: 0, postponed: 0, givenUp: 0 }
  for (;;) {
    const now = office.clock.now()
    const due = await claimDue(office.db, now, new Date(now.getTime() + leaseMs), atOnce)
    const outcomes = await Promise.all(due.map((delivery) => attempt(office, delivery)))
    for (const outcome of outcomes) counts[outcome] += 1
    if (due.length < atOnce) return counts
  }
}

async function attempt(office: Office, delivery: DueDelivery): Promise<'delivered' | 'postponed' | 'givenUp'> {
  try {
    const receipt = delivery.channel === 'mail' ? await mail(office, delivery) : await postWebhook(office, delivery)
    await settleDelivery(office.db, delivery.id, { state: 'delivered', at: office.clock.now(), receipt })
    return 'delivered'
  } catch (failure) {
    const error = failure instanceof Error ? failure.message : String(failure)
    const now = office.clock.now()
    if (now.getTime() - delivery.created_at.getTime() < patienceMs) {
      await settleDelivery(office.db, delivery.id, { state: 'pending', at: new Date(now.getTime() + pauseAfter(delivery.attempts)), error })
      return 'postponed'
    }
    await settleDelivery(office.db, delivery.id, { state: 'given-up', at: now, error })
    await appendEntry(office, { kind: 'notice.given-up', actor: 'appliance', subject: delivery.subject ?? `notice:${delivery.notice_id}`, data: { delivery: delivery.id, channel: delivery.channel, attempts: delivery.attempts, error } })
    return 'givenUp'
  }
}

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

async function mail(office: Office, delivery: DueDelivery): Promise<string> {
  if (delivery.email === null) throw new Error('The person has no mailbox.')
  const link = delivery.path === null ? '' : `${office.appliance.manageOrigin}${delivery.path}`
  await office.mailer.send({
    to: delivery.email,
    subject: delivery.title,
    text: `${delivery.body}\n${link === '' ? '' : `\n${link}\n`}`,
    html: `<p>${escape(delivery.body).replaceAll('\n', '<br>')}</p>${link === '' ? '' : `<p><a href="${link}">${link}</a></p>`}`,
  })
  return `accepted for ${delivery.email}`
}

export const deliveryJob = job<Office>({
  id: 'notices.deliver',
  about: 'Sends the mail and webhooks of notices, and tries again what could not be sent.',
  every: 5,
  where: 'one',
  async run(office) {
    const { delivered, postponed, givenUp } = await deliverNotices(office)
    if (delivered + postponed + givenUp === 0) return 'No notice was due.'
    return `Notices: ${delivered} delivered, ${postponed} to be tried again, ${givenUp} given up.`
  },
})
