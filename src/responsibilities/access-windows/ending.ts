import { job } from '#kernel/job.ts'
import { within, type EndSessions, type Office } from '../context/index.ts'
import { appendEntry } from '../journal/index.ts'
import { inform } from '../notices/index.ts'
import { personsOfParty } from '../parties/index.ts'
import { windowCovering } from './find.ts'
import { setEnded, setLapsed, setSessionsEnded, unsettledWindows } from './windows.store.ts'

/**
 * Ends windows whose time is over, and the provider's sessions after windows that were closed or have ended. Sessions live on while
 * another window is open; the gate still asks for the row. A failure leaves the work for the next run.
 */
export async function endDueWindows(office: Office, endSessions: EndSessions): Promise<{ ended: number; settled: number }> {
  const ended = await within(office, async (inner) => {
    const windows = await setEnded(inner.db, office.clock.now())
    for (const window of windows) {
      await appendEntry(inner, { kind: 'window.ended', actor: 'appliance', subject: `window:${window.id}`, data: { rows: window.matrix_rows } })
      for (const party of ['provider', 'subscriber'] as const) await inform(inner, undefined, { to: { party }, kind: 'window.ended', title: 'Access window ended', text: `The access window for ${window.matrix_rows.join(', ')} has ended.`, path: `/access-windows/${window.id}`, subject: `window:${window.id}`, quiet: true })
    }
    for (const window of await setLapsed(inner.db, office.clock.now())) {
      await appendEntry(inner, { kind: 'window.declined', actor: 'appliance', subject: `window:${window.id}`, data: { reason: window.close_reason } })
      await inform(inner, undefined, { to: { party: 'provider' }, kind: 'window.declined', title: 'Access window declined', text: 'Nobody decided on the request before its time was over.', path: `/access-windows/${window.id}`, subject: `window:${window.id}`, quiet: true })
    }
    return windows.length
  })
  const unsettled = await unsettledWindows(office.db)
  if (unsettled.length === 0) return { ended, settled: 0 }
  if (!(await windowCovering(office))) {
    const users = (await personsOfParty(office, 'provider')).flatMap(({ user_id }) => (user_id === null ? [] : [user_id]))
    await endSessions(users)
    await appendEntry(office, { kind: 'window.sessions-ended', actor: 'appliance', subject: `window:${unsettled[0]!.id}`, data: { persons: users.length } })
  }
  return { ended, settled: await setSessionsEnded(office.db, unsettled.map(({ id }) => id), office.clock.now()) }
}

export const windowsJob = (endSessions: EndSessions) =>
  job<Office>({
    id: 'access-windows.end',
    about: 'Ends access windows whose time is over, and the sessions of the provider with them.',
    every: 2,
    where: 'one',
    async run(office) {
      const { ended, settled } = await endDueWindows(office, endSessions)
      return ended + settled === 0 ? 'No access window was due.' : `Access windows: ${ended} ended; sessions of the provider ended after ${settled}.`
    },
  })
