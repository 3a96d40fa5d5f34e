/** The ways out of an alert: a message to each address and a signed POST. Each either arrives or fails with a sentence. */
import { createHmac } from 'node:crypto'
import type { Severity } from '#kernel/check.ts'
import type { Settings } from '#kernel/setting.ts'
import type { Mailer } from '#platform/mail/index.ts'
import { letter } from '#platform/mail/index.ts'
import { companyHandle } from '../company/index.ts'
import { alertEmails, alertSecret, alertWebhook } from './alerts.settings.ts'

export type Alert = {
  id: string
  state: 'opened' | 'closed' | 'test' | 'notice'
  node: string
  check: string
  title: string
  severity: Severity
  sentence: string
  remedy: string
  /** ISO 8601 */
  opened_at: string
  closed_at?: string
}

/** `mail:ops@example.com` or `webhook`. */
export type Way = string

export const waysOut = (settings: Settings): Way[] => [...settings.get(alertEmails).map((address) => `mail:${address}`), ...(settings.get(alertWebhook) === '' ? [] : ['webhook'])]

export type Postbox = { settings: Settings; mailer: Mailer }

/** Rejects with a sentence when it did not arrive. */
export const deliver = (box: Postbox, way: Way, alert: Alert): Promise<void> =>
  way === 'webhook' ? post(box.settings, alert) : mail(box, way.slice('mail:'.length), alert)

const words = { opened: 'Alert', closed: 'Resolved', test: 'Test alert', notice: 'Notice' } as const

function mail({ mailer, settings }: Postbox, to: string, alert: Alert): Promise<void> {
  const company = settings.get(companyHandle)
  const small = alert.closed_at === undefined ? 'Node {{node}}, since {{opened_at}}.' : 'Node {{node}}, from {{opened_at}} to {{closed_at}}.'
  const text = {
    subject: `[{{severity}}] ${words[alert.state]}: {{title}} on {{node}}${company === '' ? '' : ` (${company})`}`, heading: `${words[alert.state]}: {{title}}`,
    paragraphs: ['{{sentence}}', ...(alert.state === 'opened' ? ['{{remedy}}'] : [])], small,
  }
  return mailer.send({ to, ...letter(text, alert, { sender: 'Bailiwick', locale: 'en' }) })
}

async function post(settings: Settings, alert: Alert): Promise<void> {
  const company = settings.get(companyHandle)
  const body = JSON.stringify({ kind: 'alert', ...(company === '' ? {} : { company }), ...alert })
  const seconds = Math.floor(Date.now() / 1000)
  const secret = settings.get(alertSecret)
  const signature = secret === '' ? undefined : `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`
  const response = await fetch(settings.get(alertWebhook), {
    method: 'POST', redirect: 'manual', signal: AbortSignal.timeout(10_000), body,
    headers: { 'content-type': 'application/json', 'user-agent': 'Bailiwick', ...(signature ? { 'bailiwick-signature': signature } : {}) },
  }).catch((error: unknown) => {
    throw new Error(`The webhook could not be reached: ${((error as Error).cause as Error | undefined)?.message ?? (error as Error).message}.`)
  })
  await response.body?.cancel()
  if (!response.ok) throw new Error(`The webhook answered ${response.status}.`)
}
