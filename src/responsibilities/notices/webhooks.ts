/** Webhooks: a POST with a JSON body, signed with HMAC-SHA256 over time and body, so that neither can be changed nor replayed later. */
import { createHmac } from 'node:crypto'
import type { Party } from '#kernel/mandate.ts'
import { Problem } from '#kernel/problem.ts'
import { whoIs, within, type Office, type OperatorCaller } from '../context/index.ts'
import { appendEntry } from '../journal/index.ts'
import { endpointsOf, insertEndpoint, removeEndpoint, type DueDelivery, type EndpointRow } from './notices.store.ts'

const timeoutMs = 10_000

/** `bailiwick-signature: t=<seconds>,v1=<hex of HMAC-SHA256(secret, "<seconds>.<body>")>` */
export const webhookSignature = (secret: string, seconds: number, body: string): string =>
  `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`

function checkUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const loopback = url !== undefined && /^(localhost|127\.0\.0\.1|\[::1\]|.*\.localhost)$/.test(url.hostname)
  if (!url || (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback))) throw new Problem(400, 'invalid_url', 'A webhook is an https address (http on this machine only).')
  if (url.username !== '' || url.password !== '') throw new Problem(400, 'invalid_url', 'An address with a user name or password in it would end up in records; the signature proves who calls.')
  return url.href
}

/** The secret is shown this once. */
export async function addWebhook(office: Office, caller: OperatorCaller, input: { party: Party; url: string }): Promise<EndpointRow & { secret: string }> {
  const secret = office.random.token()
  const row: EndpointRow = { id: `whk_${office.random.hex(16)}`, party: input.party, url: checkUrl(input.url), created_by: whoIs(caller), created_at: office.clock.now() }
  await within(office, async (inner) => {
    await insertEndpoint(inner.db, { ...row, secret_sealed: office.secrets.seal(secret) })
    await appendEntry(inner, { kind: 'webhook.added', actor: whoIs(caller), subject: `webhook:${row.id}`, data: { party: row.party, host: new URL(row.url).host } })
  })
  return { ...row, secret }
}

export const listWebhooks = ({ db }: Pick<Office, 'db'>, party: Party): Promise<EndpointRow[]> => endpointsOf(db, [party])

export async function removeWebhook(office: Office, caller: OperatorCaller, id: string): Promise<void> {
  await within(office, async (inner) => {
    if ((await removeEndpoint(inner.db, id, office.clock.now())) === 0) throw new Problem(404, 'webhook_not_found', 'There is no such webhook.')
    await appendEntry(inner, { kind: 'webhook.removed', actor: whoIs(caller), subject: `webhook:${id}` })
  })
}

/** Resolves to the receipt; anything but a 2xx is a failure, a redirect included. */
export async function postWebhook(office: Pick<Office, 'secrets' | 'clock'>, delivery: DueDelivery): Promise<string> {
  if (delivery.url === null || delivery.secret_sealed === null) throw new Error('The webhook was removed.')
  const body = JSON.stringify({
    id: delivery.notice_id, delivery: delivery.id, kind: delivery.kind, party: delivery.party, title: delivery.title, text: delivery.body,
    ...(delivery.subject === null ? {} : { subject: delivery.subject }), ...(delivery.matrix_row === null ? {} : { row: delivery.matrix_row }),
    created_at: delivery.created_at.toISOString(),
  })
  const response = await fetch(delivery.url, {
    method: 'POST',
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Bailiwick',
      'bailiwick-delivery': delivery.id,
      'bailiwick-signature': webhookSignature(office.secrets.open(delivery.secret_sealed), office.clock.seconds(), body),
    },
    body,
  })
  await response.body?.cancel()
  if (response.status < 200 || response.status > 299) throw new Error(`The webhook answered ${response.status}.`)
  return `answered ${response.status}`
}
