import { pageOf, type Page, type PageRequest } from '#kernel/operation.ts'
import { Problem } from '#kernel/problem.ts'
import type { Office } from '../context/index.ts'
import type { Party } from '#kernel/mandate.ts'
import { deliveriesAbout, inboxRows, noticesSince, setRead, type InboxRow, type NoticeRow } from './notices.store.ts'

/** Newest first. */
export async function inboxOf({ db }: Pick<Office, 'db'>, personId: string, page: PageRequest, unreadOnly = false): Promise<Page<InboxRow>> {
  return pageOf(await inboxRows(db, personId, unreadOnly, page.offset, page.limit))
}

/** A person reads their own inbox only; the first time counts. */
export async function markRead(office: Pick<Office, 'db' | 'clock'>, personId: string, deliveryId: string): Promise<void> {
  if ((await setRead(office.db, personId, deliveryId, office.clock.now())) === 0) throw new Problem(404, 'notice_not_found', 'There is no such notice in your inbox.')
}

/** Every delivery about something, with its receipt: `task:…`. */
export const deliveriesOf = ({ db }: Pick<Office, 'db'>, subject: string): ReturnType<typeof deliveriesAbout> => deliveriesAbout(db, subject)

/** What a party was told since then, whoever of its people read it; newest first. */
export const noticesTo = ({ db }: Pick<Office, 'db'>, party: Party, since: Date): Promise<NoticeRow[]> => noticesSince(db, party, since)
