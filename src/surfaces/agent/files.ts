/** Files that commands announced: each waits a while for its caller to fetch it, once. */
import type { Download } from '#kernel/download.ts'

const patience = 10 * 60_000
const most = 100

export type Shelf = {
  put(file: Download, keyId: string): string
  /** Undefined when it is not there, not the caller's, or was fetched. */
  take(ticket: string, keyId: string): Download | undefined
}

export function createShelf(token: () => string, now: () => number = Date.now): Shelf {
  const waiting = new Map<string, { file: Download; keyId: string; until: number }>()
  return {
    put(file, keyId) {
      for (const [ticket, { until }] of waiting) if (until < now() || waiting.size >= most) waiting.delete(ticket)
      const ticket = token()
      waiting.set(ticket, { file, keyId, until: now() + patience })
      return ticket
    },
    take(ticket, keyId) {
      const found = waiting.get(ticket)
      if (!found || found.keyId !== keyId || found.until < now()) return undefined
      waiting.delete(ticket)
      return found.file
    },
  }
}
