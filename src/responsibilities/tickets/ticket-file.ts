/** A ticket as a signed file, so that a case can travel between an isolated appliance and the provider's own system, both ways. */
import { Problem } from '#kernel/problem.ts'
import { whoIs, within, type Office, type OperatorCaller } from '../context/index.ts'
import type { Message } from '../consultations/index.ts'
import { canonical, ensureKey, isSignedBy, signWith } from '../seals/index.ts'
import { attachmentById, importMessage, insertAttachment, type AttachmentRow, type TicketRow } from './tickets.store.ts'
import { needTicket, record, turn } from './tickets.ts'
import { viewTicket } from './view.ts'

export type TicketFile = {
  purpose: 'bailiwick ticket'
  /** Key id of who wrote the file. */
  issuer: string
  writtenAt: string
  ticket: Omit<TicketRow, 'opened_at' | 'acknowledged_at' | 'first_answer_at' | 'closed_at'> & { opened_at: string }
  messages: (Omit<Message, 'at' | 'subject'> & { at: string })[]
  /** Content in base64. */
  attachments: (Omit<AttachmentRow, 'added_at' | 'ticket_id'> & { added_at: string; content: string })[]
  /** Ed25519 over the canonical JSON of the other members; base64url. */
  signature: string
}

export async function exportTicket(office: Office, caller: OperatorCaller, id: string): Promise<TicketFile> {
  const { thread, attachments, clock: _clock, acknowledged_at: _acknowledged, first_answer_at: _first, closed_at: _closed, ...ticket } = await viewTicket(office, id)
  const key = await ensureKey(office, 'appliance')
  const contents = await Promise.all(attachments.map(async ({ ticket_id, added_at, ...attachment }) => ({ ...attachment, added_at: added_at.toISOString(), content: (await attachmentById(office.db, ticket_id, attachment.id))!.content.toString('base64') })))
  const said = {
    purpose: 'bailiwick ticket' as const, issuer: key.id, writtenAt: office.clock.now().toISOString(), ticket: { ...ticket, opened_at: ticket.opened_at.toISOString() },
    messages: thread.map(({ subject: _subject, at, ...message }) => ({ ...message, at: at.toISOString() })), attachments: contents,
  }
  await record(office, caller, await needTicket(office, id), 'exported')
  // What JSON drops is dropped before it is signed.
  const plain = JSON.parse(JSON.stringify(said)) as typeof said
  return { ...plain, signature: signWith(key, canonical(plain)) }
}

/** @throws when the file was altered or was not written with this key (Ed25519, base64url). */
export function readTicketFile(file: TicketFile, publicKey: string): TicketFile {
  const { signature, ...said } = file
  if (file.purpose !== 'bailiwick ticket' || !isSignedBy(publicKey, canonical(said), signature)) throw new Problem(400, 'ticket_file_wrong', 'This file was altered, or was not written by whom we know.')
  return file
}

/**
 * Takes the provider's answer to a ticket of this appliance out of a file signed with the provider's key, or with that of the console it is paired with. Messages and attachments that are here
 * already are passed over, so the same file may be read twice. Nothing else of the ticket changes: what the subscriber said stays as it is.
 */
export async function importTicket(office: Office, caller: OperatorCaller, file: TicketFile, consoleKey?: { id: string; publicKey: string }): Promise<{ messages: number; attachments: number }> {
  const key = await ensureKey(office, 'provider')
  const written = consoleKey !== undefined && file.issuer === consoleKey.id ? consoleKey : key
  const { ticket, messages, attachments } = readTicketFile(file, written.publicKey)
  return within(office, async (inner) => {
    const own = await needTicket(inner, ticket.id, true)
    if (own.opened_at.toISOString() !== ticket.opened_at) throw new Problem(409, 'ticket_other', `The file is about another ticket that is called ${ticket.id} too.`)
    if (own.state === 'closed') throw new Problem(409, 'ticket_closed', `${own.id} is closed; open a new ticket that follows it.`)
    let added = 0
    for (const message of messages.filter(({ party }) => party === 'provider')) {
      if (await importMessage(inner.db, { ...message, subject: `ticket:${own.id}`, at: new Date(message.at) })) added += 1
    }
    let files = 0
    for (const { content, added_at, ...attachment } of attachments) {
      files += await insertAttachment(inner.db, { ...attachment, ticket_id: own.id, added_at: new Date(added_at), content: Buffer.from(content, 'base64') })
    }
    const solved = ticket.state === 'solved' && own.state !== 'solved'
    if (added > 0 || solved) await turn(inner, { ...own, state: solved ? 'solved' : 'pending', first_answer_at: own.first_answer_at ?? office.clock.now() }, 'subscriber')
    await record(inner, caller, own, 'imported', { messages: added, attachments: files, by: whoIs(caller) })
    return { messages: added, attachments: files }
  })
}
