/** Cases of isolated appliances: a ticket comes as a file that the appliance has signed, and the answer leaves as one that the console signs. */
import { Problem } from '#kernel/problem.ts'
import { whoIs, within } from '#responsibilities/context/index.ts'
import { appendEntry } from '#responsibilities/journal/index.ts'
import { canonical, ensureKey, fingerprint, signWith } from '#responsibilities/seals/index.ts'
import { readTicketFile, type TicketFile } from '#responsibilities/tickets/index.ts'
import type { Console, Operator } from '../context/index.ts'
import { applianceById, itemNamed, putItem, type ApplianceRow } from './appliances.store.ts'
import { ApplianceNotFound } from './connect.ts'
import { tellNews } from './news.ts'

/** What is kept of a case is the file, with what is said here put to its thread. */
type Case = TicketFile['ticket'] & { thread: TicketFile['messages']; attachments: TicketFile['attachments']; file: true }

const knownBy = async ({ office }: Console, id: string): Promise<ApplianceRow & { public_key: string }> => {
  const row = await applianceById(office.db, id)
  if (!row?.public_key || row.state === 'removed') throw ApplianceNotFound()
  return { ...row, public_key: row.public_key }
}

export async function importCase(console: Console, caller: Operator, appliance: string, given: TicketFile): Promise<string> {
  const row = await knownBy(console, appliance)
  const file = readTicketFile(given, row.public_key)
  const { office } = console
  return within(office, async (inner) => {
    const item = `ticket:${file.ticket.id}`
    const before = (await itemNamed(inner.db, appliance, item))?.content as Case | undefined
    const said = before?.thread.filter(({ id }) => !file.messages.some((message) => message.id === id)) ?? []
    const content: Case = { ...file.ticket, thread: [...file.messages, ...said].sort((a, b) => (a.at < b.at ? -1 : 1)), attachments: file.attachments, file: true }
    await tellNews(inner, row, item, content)
    await putItem(inner.db, appliance, { item, fingerprint: fingerprint(content), content, changed_at: office.clock.now() })
    await appendEntry(inner, { kind: 'case.imported', actor: whoIs(caller), subject: `appliance:${appliance}`, data: { ticket: file.ticket.id, messages: file.messages.length } })
    return file.ticket.id
  })
}

/** The answer as a file: what is said now is kept on the case and goes with everything said before. */
export async function exportAnswer(console: Console, caller: Operator, appliance: string, ticket: string, said: { text?: string | undefined; solved?: boolean | undefined }): Promise<TicketFile> {
  await knownBy(console, appliance)
  const { office } = console
  return within(office, async (inner) => {
    const kept = (await itemNamed(inner.db, appliance, `ticket:${ticket}`))?.content as Case | undefined
    if (!kept?.file) throw new Problem(409, 'not_a_case_file', `${ticket} is no case that came as a file; answer it here, and its appliance fetches the answer.`)
    const message = { id: `msg_${office.random.hex(16)}`, author: `console:${caller.person.email}`, party: 'provider' as const, body: said.text ?? '', issue: false, at: office.clock.now().toISOString() }
    const { file: _file, thread, attachments, ...facts } = kept
    const all = said.text ? [...thread, message] : thread
    const state = said.solved ? ('solved' as const) : facts.state
    const content: Case = { ...facts, state, thread: all, attachments, file: true }
    await putItem(inner.db, appliance, { item: `ticket:${ticket}`, fingerprint: fingerprint(content), content, changed_at: office.clock.now() })
    await appendEntry(inner, { kind: 'case.exported', actor: whoIs(caller), subject: `appliance:${appliance}`, data: { ticket, answered: said.text !== undefined, solved: said.solved } })
    const key = await ensureKey(inner, 'provider')
    const plain = JSON.parse(JSON.stringify({ purpose: 'bailiwick ticket', issuer: key.id, writtenAt: office.clock.now().toISOString(), ticket: { ...facts, state }, messages: all, attachments: [] })) as Omit<TicketFile, 'signature'>
    return { ...plain, signature: signWith(key, canonical(plain)) }
  })
}
