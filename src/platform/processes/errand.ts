/**
 * An errand: one piece of heavy work in a process of its own, at a low priority, so that nobody who signs in waits for it.
 * It gets a request, may say how far it is and ask its parent, and ends with an answer or a sentence. It ends with its parent.
 */
import { readdirSync, writeFileSync } from 'node:fs'
import { constants, getPriority, setPriority } from 'node:os'
import { spawn } from './spawn.ts'

type Word =
  | { errand: 'request'; body: unknown }
  | { errand: 'told'; body: unknown }
  | { errand: 'asked'; body: unknown }
  | { errand: 'answer'; body: unknown }
  | { errand: 'done'; body: unknown }
  | { errand: 'failed'; sentence: string; why?: string | undefined }

export class ErrandFailed extends Error {
  /** A stable code, where the errand gave one. */
  readonly why: string | undefined

  constructor(sentence: string, why?: string) {
    super(sentence)
    this.name = 'ErrandFailed'
    this.why = why
  }
}

export type Errand<Answer> = { pid: number; done: Promise<Answer>; stop(): void }

/** @param exec module that calls `performErrand`. Nothing of the request stands on a command line or in the environment. */
export function sendErrand<Answer>(options: { exec: string; request: unknown; onTold?: (body: unknown) => void; onAsked?: (body: unknown) => Promise<unknown>; environment?: Record<string, string> }): Errand<Answer> {
  const child = spawn(process.execPath, [options.exec], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], env: { ...process.env, ...options.environment } })
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said = `${said}${text}`.slice(-2000)))
  const done = new Promise<Answer>((resolve, reject) => {
    child.on('message', (message: unknown) => {
      const word = message as Word
      if (word.errand === 'told') options.onTold?.(word.body)
      if (word.errand === 'done') resolve(word.body as Answer)
      if (word.errand === 'failed') reject(new ErrandFailed(word.sentence, word.why))
      if (word.errand === 'asked') {
        void (options.onAsked?.(word.body) ?? Promise.resolve(undefined)).then(
          (body) => child.connected && child.send({ errand: 'answer', body } satisfies Word),
          (reason: Error) => { reject(reason); child.kill('SIGKILL') },
        )
      }
    })
    child.on('error', reject)
    child.on('close', (code, signal) => reject(new ErrandFailed(`The work was cut short (${signal ?? `exit code ${code}`}).${said ? ` It last said: ${said.trim().split('\n').at(-1)}` : ''}`)))
  })
  done.catch(() => {}) // whoever waits is told
  child.send({ errand: 'request', body: options.request } satisfies Word)
  return { pid: child.pid ?? 0, done, stop: () => void child.kill('SIGKILL') }
}

export type ErrandDoor = { tell(body: unknown): void; ask(body: unknown): Promise<unknown> }

/** In the module that `sendErrand` names. */
export function performErrand<Request, Answer>(work: (request: Request, door: ErrandDoor) => Promise<Answer>): void {
  lowerPriority(0)
  const send = (word: Word) => new Promise<void>((resolve) => (process.connected ? process.send!(word, () => resolve()) : resolve()))
  const waiting: ((body: unknown) => void)[] = []
  const door: ErrandDoor = {
    tell: (body) => void send({ errand: 'told', body }),
    ask: (body) => new Promise((resolve) => { waiting.push(resolve); void send({ errand: 'asked', body }) }),
  }
  process.on('disconnect', () => process.exit(1))
  process.on('message', (message: unknown) => {
    const word = message as Word
    if (word.errand === 'answer') waiting.shift()?.(word.body)
    if (word.errand !== 'request') return
    work(word.body as Request, door).then(
      (body) => send({ errand: 'done', body }),
      (reason: Error & { why?: string }) => send({ errand: 'failed', sentence: reason.message || String(reason), why: reason.why }),
    ).finally(() => process.exit(0))
  })
}

/**
 * Gives a session that this process began its own priority. Where the kernel groups by session (sched_autogroup), a priority counts among the processes of one
 * session alone, and a session that a low process begins would weigh as much as the one that serves.
 * @param leader the first process of that session.
 */
export function lowerSession(leader: number, priority = getPriority()): void {
  if (priority <= 0) return
  try {
    writeFileSync(`/proc/${leader}/autogroup`, String(priority))
  } catch {
    // the kernel does not group, or the process is gone
  }
}

/** Of this process (0) or another one of ours, with all its threads, each of which has a priority of its own (setpriority(2), "Linux"); where the system does not let us, it stays. */
export function lowerPriority(pid: number): void {
  for (const thread of threadsOf(pid)) {
    try {
      setPriority(thread, constants.priority.PRIORITY_BELOW_NORMAL)
    } catch {
      // a server on another machine, another account's process, or a thread that has ended
    }
  }
}

function threadsOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid || 'self'}/task`).map(Number)
  } catch {
    return [pid]
  }
}
