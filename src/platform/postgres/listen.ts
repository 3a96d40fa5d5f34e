/**
 * LISTEN on a connection of its own, kept alive for as long as somebody listens. States: idle → connecting → listening → connecting …
 * Postgres keeps no notification for those who were away, so after each reconnection every listener is told that it may have lost some.
 */
import pg from 'pg'
import type { ClientClass } from './client.ts'
import { judge } from './judge.ts'
import type { Log } from './log.ts'
import { pause } from './processes.ts'

type Ear = { heard: (payload: string) => void; lost: (() => void) | undefined }

export type Listener = {
  listen(channel: string, heard: (payload: string) => void, lost?: () => void): Promise<() => Promise<void>>
  close(): Promise<void>
  reconnects(): number
}

/** A host that froze sends nothing, not even an end; only asking finds out. */
const HEARTBEAT_MS = 10_000

export function listener(Client: ClientClass, log: Log, heartbeat = HEARTBEAT_MS): Listener {
  const ears = new Map<string, Set<Ear>>()
  let client: pg.Client | undefined
  let opening: Promise<pg.Client> | undefined
  let closed = false
  let reconnects = 0
  let pulse: NodeJS.Timeout | undefined
  let turn: Promise<unknown> = Promise.resolve()

  /** One statement at a time, as the driver wants it; each gives up in time, so that none keeps the others for ever. */
  const say = (to: pg.Client, text: string): Promise<unknown> => {
    const said = turn.then(() => to.query({ text, query_timeout: heartbeat / 2 } as pg.QueryConfig))
    turn = said.catch(() => {})
    return said
  }

  const open = async (): Promise<pg.Client> => {
    const fresh = new Client()
    try {
      await fresh.connect()
      fresh.on('notification', ({ channel, payload }) => {
        for (const ear of ears.get(channel) ?? []) guarded(() => ear.heard(payload ?? ''))
      })
      for (const channel of ears.keys()) await say(fresh, `LISTEN ${pg.escapeIdentifier(channel)}`)
    } catch (reason) {
      void fresh.end().catch(() => {})
      throw reason
    }
    fresh.once('end', () => dropped(fresh))
    client = fresh
    return fresh
  }

  const guarded = (act: () => void) => {
    try {
      act()
    } catch (reason) {
      log.error(`A listener of database notifications failed: ${(reason as Error).message}.`)
    }
  }

  const dropped = (which: pg.Client) => {
    if (client !== which) return
    client = undefined
    if (!closed && ears.size > 0) void reconnect()
  }

  const reconnect = async () => {
    log.warn('The connection for database notifications broke; reconnecting.')
    for (let wait = 50; !closed && ears.size > 0; wait = Math.min(wait * 2, 2000)) {
      try {
        await connected()
        reconnects++
        log.info('Listening for database notifications again.')
        for (const each of ears.values()) for (const ear of each) guarded(() => ear.lost?.())
        return
      } catch (reason) {
        if (judge(reason) === 'other') log.warn(`Cannot listen for database notifications: ${(reason as Error).message}.`)
        await pause(wait)
      }
    }
  }

  const connected = (): Promise<pg.Client> =>
    client ? Promise.resolve(client) : opening ??= open().finally(() => { opening = undefined })

  const beat = async () => {
    const asked = client
    if (!asked) return
    try {
      await say(asked, 'SELECT 1')
    } catch {
      // Ending would wait for the other side; dropping first lets a new connection begin at once.
      dropped(asked)
      void asked.end().catch(() => {})
    }
  }

  return {
    reconnects: () => reconnects,
    async listen(channel, heard, lost) {
      if (closed) throw new Error('The database is closed.')
      const ear: Ear = { heard, lost }
      const set = ears.get(channel) ?? new Set()
      ears.set(channel, set.add(ear))
      const forget = () => {
        set.delete(ear)
        if (set.size === 0 && ears.get(channel) === set) ears.delete(channel)
      }
      try {
        await say(await connected(), `LISTEN ${pg.escapeIdentifier(channel)}`)
      } catch (reason) {
        forget()
        throw reason
      }
      pulse ??= setInterval(() => void beat(), heartbeat).unref()
      return async () => {
        forget()
        if (!ears.has(channel) && client) await say(client, `UNLISTEN ${pg.escapeIdentifier(channel)}`).catch(() => {})
      }
    },
    async close() {
      closed = true
      clearInterval(pulse)
      await opening?.catch(() => {})
      const last = client
      client = undefined
      await last?.end().catch(() => {})
    },
  }
}
