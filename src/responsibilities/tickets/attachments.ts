import { createHash } from 'node:crypto'
import { Problem } from '#kernel/problem.ts'
import { whoIs, within, type Office, type OperatorCaller } from '../context/index.ts'
import { attachmentById, attachmentRows, insertAttachment, type AttachmentRow } from './tickets.store.ts'
import { needTicket, record } from './tickets.ts'

const most = 20 * 1024 * 1024

/** A screenshot, a HAR trace, a diagnostics package. At most 20 MiB. */
export async function attach(office: Office, caller: OperatorCaller, ticket: string, file: { name: string; type: string; content: Buffer }): Promise<AttachmentRow> {
  if (file.content.length > most) throw new Problem(413, 'attachment_too_large', `An attachment has at most ${most / 1024 / 1024} MiB.`)
  return within(office, async (inner) => {
    const found = await needTicket(inner, ticket, true)
    if (found.state === 'closed') throw new Problem(409, 'ticket_closed', `${ticket} is closed.`)
    const row: AttachmentRow = {
      // Shown as a download, never rendered; the name is kept free of folders.
      id: `atc_${office.random.hex(16)}`, ticket_id: ticket, name: file.name.replace(/^.*[/\\]/, '').replaceAll(/[\p{Cc}"]/gu, '_').slice(0, 200) || 'attachment', type: file.type,
      sha256: createHash('sha256').update(file.content).digest('hex'), size: file.content.length, added_by: whoIs(caller), added_at: office.clock.now(),
    }
    await insertAttachment(inner.db, { ...row, content: file.content })
    await record(inner, caller, found, 'attached', { attachment: row.id, name: row.name, sha256: row.sha256, size: row.size })
    return row
  })
}

export const attachmentsOf = ({ db }: Pick<Office, 'db'>, ticket: string): Promise<AttachmentRow[]> => attachmentRows(db, ticket)

export async function attachmentOf({ db }: Pick<Office, 'db'>, ticket: string, id: string): Promise<AttachmentRow & { content: Buffer }> {
  const found = await attachmentById(db, ticket, id)
  if (!found) throw new Problem(404, 'attachment_not_found', 'There is no such attachment.')
  return found
}
