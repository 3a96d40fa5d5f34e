import { otherParty } from '#kernel/mandate.ts'
import { Problem } from '#kernel/problem.ts'
import { environmentOf, isSingle, nameOf, whoIs, within, type Office, type OperatorCaller } from '../context/index.ts'
import { appendEntry } from '../journal/index.ts'
import { accountableOf, currentMatrix, mayHold, requireRow } from '../matrix/index.ts'
import { inform } from '../notices/index.ts'
import { findWindow } from './find.ts'
import { insertWindow, setClosed, setOpen, setReviewed, unreviewed, type AccessWindow } from './windows.store.ts'

const hour = 3600_000
/** The longest window: long enough for an update night, short enough not to be a standing door. */
const longest = 24 * hour

export type WindowRequest = {
  /** Ids of rows of the matrix. */
  rows: readonly string[]
  reason: string
  ticket?: string | undefined
  task?: string | undefined
  /** Default: now. */
  from?: Date | undefined
  /** Default: one hour after `from`. */
  to?: Date | undefined
}

/** The provider asks; nothing opens by asking. */
export async function requestWindow(office: Office, caller: OperatorCaller, request: WindowRequest): Promise<AccessWindow> {
  needTwoParties(office)
  if (caller.party !== 'provider') throw new Problem(403, 'wrong_party', `Windows are requested by the provider (${nameOf(office, 'provider')}); the subscriber needs none.`)
  return within(office, async (inner) => {
    const made = await insert(inner, caller, request, false)
    await tell(inner, caller, made, 'requested', 'subscriber', `${nameOf(office, 'provider')} asks for access: ${made.reason}`)
    return made
  })
}

/**
 * The subscriber opens what was requested, and may narrow rows and time, never widen them; without a request it opens one of its own accord.
 */
export async function openWindow(office: Office, caller: OperatorCaller, input: { id: string; rows?: readonly string[] | undefined; from?: Date | undefined; to?: Date | undefined } | WindowRequest): Promise<AccessWindow> {
  needTwoParties(office)
  if (caller.party !== 'subscriber') throw new Problem(403, 'wrong_party', `Only the subscriber (${nameOf(office, 'subscriber')}) opens the door; ask with a request.`)
  return within(office, async (inner) => {
    const request = 'id' in input ? await findWindow(inner, input.id) : await insert(inner, caller, input, false)
    const now = office.clock.now()
    if (request.state !== 'requested') throw new Problem(409, 'window_not_requested', `This window is ${request.state}; ask for a new one.`)
    if (request.emergency) throw new Problem(409, 'window_emergency', 'This window was asked for by breaking glass; a second person of the accountable party opens it the same way.')
    const rows = 'id' in input && input.rows ? [...input.rows] : request.matrix_rows
    if (rows.length === 0 || rows.some((row) => !request.matrix_rows.includes(row))) throw new Problem(400, 'window_wider', 'A window may be opened for fewer rows than were asked for, not for others.')
    const starts = 'id' in input && input.from ? input.from : request.starts_at
    const ends = 'id' in input && input.to ? input.to : request.ends_at
    if (starts < request.starts_at || ends > request.ends_at) throw new Problem(400, 'window_wider', 'A window may be opened for a shorter time than was asked for, not for a longer one.')
    if (ends <= starts || ends <= now) throw new Problem(409, 'window_over', 'The time that was asked for is over; a new request is needed.')
    const opened = await setOpen(inner.db, request.id, { rows, starts, ends, by: whoIs(caller), now })
    if (!opened) throw new Problem(409, 'window_not_requested', 'Somebody else has decided on this window meanwhile.')
    await tell(inner, caller, opened, 'opened', 'provider', `Access is open from ${opened.starts_at.toISOString()} to ${opened.ends_at.toISOString()} for ${rows.join(', ')}.`)
    return opened
  })
}

export async function declineWindow(office: Office, caller: OperatorCaller, id: string, reason: string): Promise<AccessWindow> {
  if (caller.party !== 'subscriber') throw new Problem(403, 'wrong_party', 'Only the subscriber declines a request; the provider may close it.')
  return within(office, async (inner) => {
    const declined = await setClosed(inner.db, id, 'requested', 'declined', whoIs(caller), reason, office.clock.now())
    if (!declined) throw new Problem(409, 'window_not_requested', `This window is ${(await findWindow(inner, id)).state}.`)
    await tell(inner, caller, declined, 'declined', 'provider', `The request for access was declined: ${reason}`)
    return declined
  })
}

/** Either party closes at any time. Requests are refused from this moment; sessions end with the next run of the job. */
export async function closeWindow(office: Office, caller: OperatorCaller, id: string, reason?: string): Promise<AccessWindow> {
  return within(office, async (inner) => {
    const now = office.clock.now()
    const closed = (await setClosed(inner.db, id, 'open', 'closed', whoIs(caller), reason ?? null, now)) ?? (caller.party === 'provider' ? await setClosed(inner.db, id, 'requested', 'declined', whoIs(caller), reason ?? 'withdrawn', now) : undefined)
    if (!closed) throw new Problem(409, 'window_not_open', `This window is ${(await findWindow(inner, id)).state}.`)
    await tell(inner, caller, closed, closed.state, otherParty(caller.party), `Access was closed before its time${reason ? `: ${reason}` : '.'}`)
    return closed
  })
}

/**
 * Emergency: the first person of the accountable party asks with a reason, a second one says the same words over the id and the door is open.
 * Everyone is told at once.
 */
export async function breakGlass(office: Office, caller: OperatorCaller, input: WindowRequest | { second: string }): Promise<AccessWindow> {
  needTwoParties(office)
  if (!caller.person) throw new Problem(403, 'person_needed', 'Only people break glass; an application cannot answer for it.')
  return within(office, async (inner) => {
    if ('second' in input) {
      const first = await findWindow(inner, input.second)
      if (!first.emergency || first.state !== 'requested') throw new Problem(409, 'window_not_requested', `This is not an emergency that waits for a second person; it is ${first.state}.`)
      await needAccountable(inner, caller, first.matrix_rows)
      if (first.requested_by === whoIs(caller)) throw new Problem(403, 'second_person_needed', 'Breaking glass takes two people; somebody else of the accountable party must confirm.')
      if (first.ends_at <= office.clock.now()) throw new Problem(409, 'window_over', 'The time that was asked for is over; begin again.')
      const opened = await setOpen(inner.db, first.id, { rows: first.matrix_rows, starts: first.starts_at, ends: first.ends_at, by: whoIs(caller), now: office.clock.now() })
      if (!opened) throw new Problem(409, 'window_not_requested', 'Somebody else has decided on this window meanwhile.')
      for (const party of ['provider', 'subscriber'] as const) await tell(inner, undefined, opened, 'opened', party, `Glass was broken: access is open until ${opened.ends_at.toISOString()} for ${opened.matrix_rows.join(', ')}. Reason: ${opened.reason} A review stays open until it is signed.`, whoIs(caller))
      return opened
    }
    await needAccountable(inner, caller, input.rows)
    const asked = await insert(inner, caller, input, true)
    for (const party of ['provider', 'subscriber'] as const) await tell(inner, undefined, asked, 'emergency', party, `${caller.person!.name} breaks glass for ${asked.matrix_rows.join(', ')}: ${asked.reason} A second person must confirm.`, whoIs(caller))
    return asked
  })
}

async function needAccountable(office: Office, caller: OperatorCaller, rows: readonly string[]): Promise<void> {
  const matrix = await currentMatrix(office)
  for (const id of rows) {
    const holders = accountableOf(requireRow(matrix, id))
    if (!holders.some((holder) => mayHold(holder, caller))) {
      throw new Problem(403, 'not_accountable', `Glass is broken by people who answer for the row: "${id}" is answered for by ${holders.map(({ party, role }) => `${nameOf(office, party)}${role ? ` (${role.replaceAll('_', ' ')})` : ''}`).join(' or ') || 'nobody'}.`)
    }
  }
}

/** Closes the review of an emergency after it is over; not by one of the two who broke the glass. */
export async function reviewWindow(office: Office, caller: OperatorCaller, id: string, text: string): Promise<AccessWindow> {
  return within(office, async (inner) => {
    const found = await findWindow(inner, id)
    if (!found.emergency) throw new Problem(409, 'no_review', 'Only an emergency is reviewed.')
    if (!caller.person || [found.requested_by, found.opened_by].includes(whoIs(caller))) throw new Problem(403, 'self_review', 'The review is signed by a person who did not break the glass.')
    const reviewed = await setReviewed(inner.db, id, whoIs(caller), text, office.clock.now())
    if (!reviewed) throw new Problem(409, 'no_review', found.reviewed_at ? 'The review was signed already.' : 'The emergency is not over yet.')
    await appendEntry(inner, { kind: 'window.reviewed', actor: whoIs(caller), subject: `window:${id}`, data: { review: text } })
    return reviewed
  })
}

export const openReviews = ({ db }: Pick<Office, 'db'>): Promise<AccessWindow[]> => unreviewed(db)

async function insert(office: Office, caller: OperatorCaller, request: WindowRequest, emergency: boolean): Promise<AccessWindow> {
  const now = office.clock.now()
  const starts = request.from ?? now
  const ends = request.to ?? new Date(starts.getTime() + hour)
  if (ends <= starts || ends <= now) throw new Problem(400, 'window_over', 'A window ends after it begins, and in the future.')
  if (ends.getTime() - starts.getTime() > longest) throw new Problem(400, 'window_too_long', 'A window lasts 24 hours at most; ask for several.')
  if (request.rows.length === 0) throw new Problem(400, 'window_without_rows', 'A window covers at least one row of the matrix.')
  const matrix = await currentMatrix(office)
  for (const row of request.rows) {
    if (!matrix.matrix.some(({ id }) => id === row)) throw new Problem(400, 'row_unknown', `The matrix has no row "${row}".`)
  }
  return insertWindow(office.db, {
    id: `win_${office.random.hex(16)}`, matrix_rows: [...new Set(request.rows)], reason: request.reason, ticket: request.ticket ?? null, task: request.task ?? null,
    environment: environmentOf(office), starts_at: starts, ends_at: ends, requested_by: whoIs(caller), requested_at: now, emergency,
  })
}

async function tell(office: Office, caller: OperatorCaller | undefined, window: AccessWindow, what: string, to: 'provider' | 'subscriber', text: string, actor = caller && whoIs(caller)): Promise<void> {
  const { id, matrix_rows, reason, ticket, starts_at, ends_at, emergency } = window
  await appendEntry(office, { kind: `window.${what}`, actor: actor ?? 'appliance', subject: `window:${id}`, data: { rows: matrix_rows, reason, ticket: ticket ?? undefined, from: starts_at, to: ends_at, emergency, told: to } })
  await inform(office, caller, { to: { party: to }, kind: `window.${what}`, title: emergency ? 'Emergency access' : `Access window ${what}`, text, path: `/access-windows/${id}`, subject: `window:${id}` })
}

function needTwoParties(office: Office): void {
  if (isSingle(office)) throw new Problem(409, 'single_party', 'One organisation holds both parties here, so there is nobody to let in; see the setting responsibilities.parties.')
}
