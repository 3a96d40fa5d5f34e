/** The worker's side: starts, says so, stops when told, and does not outlive its primary. */
import cluster from 'node:cluster'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import type { Logger } from '#platform/log/index.ts'
import { isMessage, orphaned, stopped, type Message, type StopLimits } from './messages.ts'
import { answer, createQuestions } from './questions.ts'

export type WorkerChannel = {
  tell(body: unknown): void
  /** Asks the primary; rejects with its error, or after `patience` ms (5,000). */
  ask(body: unknown, patience?: number): Promise<unknown>
}

export type WorkerOptions = {
  log: Logger
  /** Serves; what it resolves to greets the primary. A `StartFailure` travels there with its exit code. */
  start: (channel: WorkerChannel) => Promise<unknown>
  /** Finishes what is under way. The process exits afterwards. */
  stop: (limits: StopLimits) => Promise<void>
  onTold?: (body: unknown) => void
  onAsked?: (body: unknown) => unknown
}

/** True in a process that `startWorkers` made. */
export const isWorker = (): boolean => cluster.isWorker

export async function runWorker(options: WorkerOptions): Promise<void> {
  const { log } = options
  const questions = createQuestions()
  const send = (message: Message) => {
    if (process.connected) process.send!(message, undefined, undefined, () => {})
  }

  let leaving = false
  const leave = async (limits: StopLimits) => {
    if (leaving) return
    leaving = true
    setTimeout(() => process.exit(exitCodes.failed), limits.limitMs + 500).unref()
    try {
      await options.stop(limits)
      process.exit(exitCodes.ok)
    } catch (error) {
      log.error('A worker could not stop cleanly.', { error })
      process.exit(exitCodes.failed)
    }
  }

  process.on('message', (message: unknown) => {
    if (!isMessage(message)) return
    questions.settle(message)
    if (message.bailiwick === 'told') options.onTold?.(message.body)
    if (message.bailiwick === 'asked') void answer(message, (body) => options.onAsked?.(body), send)
    if (message.bailiwick === 'stop') void leave(message.limits)
  })
  // Node would exit on the spot and cut the requests under way; it looks at this mark after telling us.
  cluster.worker?.on('disconnect', () => {
    cluster.worker!.exitedAfterDisconnect = true
    questions.abandon()
    if (!leaving) log.warn('The supervisor is gone; this worker finishes its requests and exits.')
    void leave(orphaned)
  })
  // A terminal's Ctrl-C reaches the whole group; the primary decides what it means.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => void leave(stopped))

  send({ bailiwick: 'awake' })
  try {
    const greeting = await options.start({
      tell: (body) => send({ bailiwick: 'told', body }),
      ask: (body, patience = 5_000) => questions.ask(send, body, patience),
    })
    send({ bailiwick: 'ready', body: greeting })
  } catch (error) {
    await fail(error, log)
  }
}

async function fail(error: unknown, log: Logger): Promise<never> {
  const known = error instanceof StartFailure
  if (!known) log.error('A worker could not start.', { error })
  const message: Message = known
    ? { bailiwick: 'failed', exitCode: error.exitCode, sentence: error.message }
    : { bailiwick: 'failed', exitCode: exitCodes.software, sentence: 'A worker could not start; the log says why.' }
  await new Promise<void>((resolve) => (process.connected ? process.send!(message, undefined, undefined, () => resolve()) : resolve()))
  process.exit(message.bailiwick === 'failed' ? message.exitCode : exitCodes.failed)
}
