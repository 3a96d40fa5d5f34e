/**
 * The one place that decides what comes next, from what is stored and nothing else. Steps end by asking here; none knows another.
 */
import type { HttpReply } from '#kernel/exchange.ts'
import type { Progress, Transaction } from '../transactions/index.ts'

export type Step = 'identify' | 'consent' | 'resume'

/** The first row whose condition holds is the next step. */
const order: { step: Step; when: (progress: Progress) => boolean }[] = [
  { step: 'identify', when: (progress) => progress.result === undefined },
  { step: 'consent', when: (progress) => progress.consentRequest !== undefined && !progress.consent },
  { step: 'resume', when: () => true },
]

export const nextStep = (progress: Progress): Step => order.find(({ when }) => when(progress))!.step

/** Where the browser goes for a step. The application's `screen_hint` chooses among the pages on which people identify themselves. */
export function locationOf(transaction: Pick<Transaction, 'state' | 'hints' | 'progress'>): string {
  const step = nextStep(transaction.progress)
  const path = step === 'identify' ? firstPage(transaction.hints.screenHint) : step === 'consent' ? '/u/consent' : '/authorize/resume'
  return withState(path, transaction.state)
}

const firstPage = (hint: string | undefined): string =>
  hint === 'signup' ? '/u/signup' : hint === 'reset-password' ? '/u/reset-password/request' : '/u/login'

export const withState = (path: string, state: string): string => `${path}?state=${encodeURIComponent(state)}`

export const redirect = (location: string): HttpReply => ({ status: 302, headers: { location, 'cache-control': 'no-store', 'referrer-policy': 'same-origin' } })
