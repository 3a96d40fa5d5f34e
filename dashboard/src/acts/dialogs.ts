/** What an act may have to say or ask before it is over; one at a time, shown by `act-dialog.tsx`. */
import { useSyncExternalStore } from 'react'
import type { RequestProblem, Waiting } from '../api/problem.ts'
import type { Proposal } from '../api/proposals.ts'

export type Dialog =
  /** The caller answers for the act as well and types its name. */
  | { kind: 'confirmation'; problem: RequestProblem; answer: (typed: string | undefined) => void }
  /** It waits for other people as a task. */
  | { kind: 'waiting'; waiting: Waiting }
  /** It is somebody else's work, or a condition is not met. */
  | { kind: 'refused'; problem: RequestProblem; proposal?: Proposal | undefined }

let present: Dialog | undefined
const listeners = new Set<() => void>()

export function open(dialog: Dialog | undefined): void {
  present = dialog
  for (const listener of listeners) listener()
}

export const useDialog = (): Dialog | undefined => useSyncExternalStore((listener) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}, () => present)

/** Resolves to what the person typed; undefined when they think better of it. */
export const askConfirmation = (problem: RequestProblem): Promise<string | undefined> =>
  new Promise((resolve) => open({ kind: 'confirmation', problem, answer: (typed) => {
    open(undefined)
    resolve(typed)
  } }))
