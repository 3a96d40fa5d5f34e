/**
 * Doing something through an API, from a button or a form. Knows what the responsibility matrix may answer: an act that must be confirmed is asked
 * about and sent again, one that waits shows its task, one that is somebody else's says whose. Everything else is the caller's `problem`.
 */
import { useMutation } from '@tanstack/react-query'
import { notifications } from '@mantine/notifications'
import { useRef } from 'react'
import { act as perform, RequestProblem } from '../api/problem.ts'
import { useRefresh, type Key } from '../api/hooks.ts'
import { askConfirmation, open } from './dialogs.ts'

/** To be handed on with the request, so that a confirmation can be added. */
export type ActHeaders = Record<string, string>

export type ActOptions<Input, Output> = {
  act: (input: Input, headers: ActHeaders) => Promise<{ data?: Output | undefined; error?: unknown; response: Response }>
  /** Said when it is done. */
  done?: string | ((output: Output, input: Input) => string)
  /** What is out of date afterwards. */
  refresh?: readonly Key[]
  onDone?: (output: Output, input: Input) => void
}

export type Act<Input> = {
  /** True when it was done; false when it was refused or failed. What waits for others is out of this person's hands: a dialog closes, or it would be asked for twice. */
  run: (input: Input) => Promise<boolean | 'waiting'>
  pending: boolean
  problem: RequestProblem | undefined
  reset: () => void
}

const refusals = new Set(['not_responsible', 'no_access_window', 'nobody_accountable', 'gate_closed', 'no_row'])

export function useAct<Input = void, Output = unknown>(options: ActOptions<Input, Output>): Act<Input> {
  const refresh = useRefresh()
  const { mutateAsync, isPending, error, reset } = useMutation<boolean | 'waiting', RequestProblem, Input>({
    async mutationFn(input) {
      const outcome = await confirmed((headers) => perform(options.act(input, headers)))
      if (outcome === undefined) return false
      if (options.refresh) await refresh(options.refresh)
      if ('waits' in outcome) {
        open({ kind: 'waiting', waiting: outcome.waits })
        return 'waiting'
      }
      const said = typeof options.done === 'function' ? options.done(outcome.done, input) : options.done
      if (said) notifications.show({ message: said, color: 'green' })
      options.onDone?.(outcome.done, input)
      return true
    },
  })
  // A page that looks at the problem shows it; of one that does not, nobody would hear.
  const looked = useRef(false)
  return {
    pending: isPending,
    get problem() {
      looked.current = true
      return error ?? undefined
    },
    reset,
    run: (input) => mutateAsync(input).catch((failure: unknown) => {
      if (!(failure instanceof RequestProblem)) throw failure
      if (refusals.has(failure.code ?? '')) {
        open({ kind: 'refused', problem: failure, proposal: failure.proposal })
        reset()
      } else if (!looked.current) notifications.show({ color: 'red', message: failure.sentence, autoClose: 12_000 })
      return false
    }),
  }
}

async function confirmed<T>(attempt: (headers: ActHeaders) => Promise<T>): Promise<T | undefined> {
  try {
    return await attempt({})
  } catch (error) {
    if (!(error instanceof RequestProblem) || error.code !== 'confirmation_required') throw error
    const typed = await askConfirmation(error)
    return typed === undefined ? undefined : attempt({ 'bailiwick-confirm': typed })
  }
}
