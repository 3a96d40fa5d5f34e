import { parties, type Party } from '#kernel/mandate.ts'
import { isSingle, type JobRole, type Office, type OperatorCaller } from '../context/index.ts'
import { personsOfParty } from '../parties/index.ts'
import { endpointsOf, insertDelivery, insertNotice } from './notices.store.ts'

export type News = {
  /** To whom; a role narrows it to those who have it, unless nobody has. */
  to: { party: Party; role?: JobRole }
  /** `task.done`, `window.requested`. */
  kind: string
  title: string
  text: string
  /** On the dashboard host. */
  path?: string
  subject?: string
  row?: string
  /** Only the inbox: for what happens too often to be mailed. */
  quiet?: boolean
}

/**
 * Writes the notice within the caller's transaction; who did it is not told what they did. Where one organisation is both parties, all its
 * people are told. Resolves to the id of the notice.
 */
export async function inform(office: Office, by: OperatorCaller | undefined, news: News): Promise<string> {
  const now = office.clock.now()
  const id = `ntc_${office.random.hex(16)}`
  await insertNotice(office.db, { id, party: news.to.party, kind: news.kind, title: news.title, body: news.text, path: news.path ?? null, subject: news.subject ?? null, matrix_row: news.row ?? null, created_at: now })
  const told: readonly Party[] = isSingle(office) ? parties : [news.to.party]
  const people = (await Promise.all(told.map((party) => personsOfParty(office, party)))).flat()
  const withRole = people.filter(({ roles }) => news.to.role !== undefined && roles.includes(news.to.role))
  const deliver = (channel: 'inbox' | 'mail' | 'webhook', target: { person?: string; endpoint?: string }) =>
    insertDelivery(office.db, { id: `dlv_${office.random.hex(16)}`, notice_id: id, channel, person_id: target.person ?? null, endpoint_id: target.endpoint ?? null, state: channel === 'inbox' ? 'delivered' : 'pending' }, now)
  for (const person of withRole.length > 0 ? withRole : people) {
    if (person.id === by?.person?.id) continue
    await deliver('inbox', { person: person.id })
    if (!news.quiet) await deliver('mail', { person: person.id })
  }
  if (news.quiet) return id
  for (const endpoint of await endpointsOf(office.db, told)) await deliver('webhook', { endpoint: endpoint.id })
  return id
}
