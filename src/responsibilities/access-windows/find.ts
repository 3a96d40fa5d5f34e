import { pageOf, type Page, type PageRequest } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { environmentOf, isSingle, nameOf, type Office } from '../context/index.ts'
import { callerOfPerson } from '../parties/index.ts'
import { coveringWindow, windowById, windowRows, type AccessWindow } from './windows.store.ts'

export const WindowNotFound = problem(404, 'window_not_found', 'There is no such access window.')

export async function findWindow({ db }: Pick<Office, 'db'>, id: string): Promise<AccessWindow> {
  const found = await windowById(db, id)
  if (!found) throw WindowNotFound()
  return found
}

/** Newest first. */
export async function listWindows({ db }: Pick<Office, 'db'>, page: PageRequest, state?: AccessWindow['state']): Promise<Page<AccessWindow>> {
  return pageOf(await windowRows(db, state, page.offset, page.limit))
}

/** The window that lets the provider work on the row in this environment now; without a row, any: whether the provider may sign in. */
export const windowCovering = (office: Pick<Office, 'db' | 'clock' | 'settings'>, row?: string): Promise<AccessWindow | undefined> =>
  coveringWindow(office.db, environmentOf(office), row, office.clock.now())

/**
 * Why this person may not sign in now; undefined when they may. The provider's people sign in only while some window is open; its requests for
 * windows come from its own system, as an application that acts for the provider, or by another way.
 */
export async function signInRefusal(office: Office, userId: string): Promise<string | undefined> {
  if (isSingle(office)) return undefined
  const caller = await callerOfPerson(office, userId)
  if (caller?.party !== 'provider' || (await windowCovering(office))) return undefined
  return `${nameOf(office, 'provider')} comes in only while ${nameOf(office, 'subscriber')} has an access window open; none is.`
}
