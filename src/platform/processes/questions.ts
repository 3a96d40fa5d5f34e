/** Questions over a channel that may lose its other end: each is answered once, or fails with a sentence. */
import type { Message } from './messages.ts'

export type Questions = {
  /** Rejects when the other end says so, does not answer in time, or is gone. */
  ask(send: (message: Message) => void, body: unknown, patience: number): Promise<unknown>
  /** Takes an answer; others are left alone. */
  settle(message: Message): void
  /** The other end is gone. */
  abandon(): void
}

type Waiting = { resolve: (body: unknown) => void; reject: (error: Error) => void; timer: NodeJS.Timeout }

export function createQuestions(): Questions {
  const waiting = new Map<number, Waiting>()
  let last = 0
  const take = (id: number) => {
    const found = waiting.get(id)
    if (found) clearTimeout(found.timer)
    waiting.delete(id)
    return found
  }
  return {
    ask: (send, body, patience) =>
      new Promise((resolve, reject) => {
        const id = ++last
        const timer = setTimeout(() => take(id)?.reject(new Error(`No answer came within ${patience} ms.`)), patience)
        waiting.set(id, { resolve, reject, timer })
        try {
          send({ bailiwick: 'asked', id, body })
        } catch (error) {
          take(id)?.reject(error as Error)
        }
      }),
    settle(message) {
      if (message.bailiwick !== 'answer') return
      const found = take(message.id)
      if (message.error === undefined) found?.resolve(message.body)
      else found?.reject(new Error(message.error))
    },
    abandon() {
      for (const id of waiting.keys()) take(id)?.reject(new Error('The other process is gone.'))
    },
  }
}

/** Runs the answering side of one question. */
export async function answer(message: Message & { bailiwick: 'asked' }, act: (body: unknown) => unknown, send: (message: Message) => void): Promise<void> {
  try {
    send({ bailiwick: 'answer', id: message.id, body: await act(message.body) })
  } catch (error) {
    send({ bailiwick: 'answer', id: message.id, error: error instanceof Error ? error.message : String(error) })
  }
}
