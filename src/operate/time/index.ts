/**
 * The clock of this node, held against NTP servers. Owns what they answered last, in memory. A server is asked seldom; between two answers the
 * steady clock of the machine says how far the other has gone, so that one that jumps is seen at once. Sets no clock.
 */
import { askTime } from '#platform/clock/index.ts'
import type { Settings } from '#kernel/setting.ts'
import { readServer, type TimeServer } from './servers.ts'
import { ntpServers } from './time.settings.ts'

export { ntpServers, timeSettings } from './time.settings.ts'

export type TimeFinding = { server: string; /** Seconds that our clock is ahead. */ ahead: number } | { server: string; silent: string }
export type TimeKeeper = {
  /** What each server says now, or said when it was asked last; empty where none is set. */
  look(): Promise<TimeFinding[]>
}

type Known = { wall: number; steady: number; every: number; said: Promise<{ ahead: number } | { silent: string }> }

export function keepTime(settings: Settings, { now = Date.now, steady = () => performance.now() } = {}): TimeKeeper {
  const known = new Map<string, Known>()

  const ask = (server: TimeServer, before: Known | undefined): Known => {
    const made: Known = {
      wall: now(), steady: steady(), every: server.every,
      said: askTime(server, now).then(({ ahead }) => {
        // While it agrees it is asked less and less often.
        if (Math.abs(ahead) < 1 && before) made.every = Math.min(before.every * 2, server.atMost)
        return { ahead }
      }, (error: Error) => ({ silent: error.message })),
    }
    return made
  }
  return {
    async look() {
      const lines = settings.get(ntpServers)
      for (const line of known.keys()) if (!lines.includes(line)) known.delete(line)
      return Promise.all(lines.flatMap((line) => {
        const server = readServer(line)
        return typeof server === 'string' ? [] : [of(line, server)]
      }))
    },
  }

  async function of(line: string, server: TimeServer): Promise<TimeFinding> {
    const before = known.get(line)
    const due = !before || steady() - before.steady >= before.every * 1000
    const present = due ? ask(server, before) : before
    if (due) known.set(line, present)
    const said = await present.said
    // Who did not answer is asked again with the next look.
    if ('silent' in said && known.get(line) === present) known.delete(line)
    return 'silent' in said ? { server: server.host, silent: said.silent } : { server: server.host, ahead: said.ahead + (now() - present.wall - (steady() - present.steady)) / 1000 }
  }
}
