import { whoIs, type Office, type OperatorCaller } from '../context/index.ts'
import { appendEntry } from '../journal/index.ts'
import { insertMessage, messageRows, type MessageRow } from './consultations.store.ts'

export type Message = MessageRow

/** Adds to the thread; the journal keeps that something was said, the thread what. */
export async function say(office: Office, caller: OperatorCaller, subject: string, body: string, issue = false): Promise<Message> {
  const message: Message = { id: `msg_${office.random.hex(16)}`, subject, author: whoIs(caller), party: caller.party, body, issue, at: office.clock.now() }
  await insertMessage(office.db, message)
  await appendEntry(office, { kind: issue ? 'issue.raised' : 'thread.said', actor: whoIs(caller), subject, data: { message: message.id, party: caller.party } })
  return message
}

/** Oldest first. */
export const threadOf = ({ db }: Pick<Office, 'db'>, subject: string): Promise<Message[]> => messageRows(db, subject)
