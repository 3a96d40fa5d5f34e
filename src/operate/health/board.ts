/** Performs checks: each within its time, one look at a time, and not more often than makes sense. */
import type { Check, Observation } from '#kernel/check.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { HealthReport } from '../context/index.ts'

/** 204 well, 520 not, 429 asked more than ten times within a second. Nothing else, and never a body. */
export type StatusCode = 204 | 429 | 520

export type Board = {
  /** undefined: there is no such check. */
  status(id: string): Promise<StatusCode | undefined>
  report(): Promise<HealthReport>
  /** Whether these checks are well; the others, which may take long, are not waited for. */
  well(...ids: string[]): Promise<boolean>
  /** What was seen counts no longer: the settings changed. */
  forget(): void
}

type Look = { at: number; observation: Promise<Observation>; done: boolean }

/** Milliseconds. What asks other servers is not asked at the pace of a monitoring tool. */
const patience = 8_000
const fresh: Record<string, number> = { email: 20_000, internet: 20_000, balancer: 20_000 }
const freshByDefault = 1_000
const perSecond = 10

export function createBoard<Context>(options: { checks: readonly Check<Context>[]; context: Context; node: string; clock: Clock }): Board {
  const { checks, context, clock } = options
  const looks = new Map<string, Look>()
  const asked = new Map<string, number[]>()

  const look = (check: Check<Context>): Promise<Observation> => {
    const last = looks.get(check.id)
    if (last && (!last.done || performance.now() - last.at < (fresh[check.id] ?? freshByDefault))) return last.observation
    const made: Look = { at: performance.now(), observation: observe(check, context), done: false }
    looks.set(check.id, made)
    void made.observation.then(() => (made.done = true))
    return made.observation
  }

  /** Whether this is at most the tenth question of any second. */
  const withinBudget = (id: string): boolean => {
    const now = performance.now()
    const recent = (asked.get(id) ?? []).filter((at) => now - at < 1_000)
    if (recent.length < perSecond) recent.push(now)
    else return false
    asked.set(id, recent)
    return true
  }

  return {
    forget: () => looks.clear(),
    async status(id) {
      const check = checks.find((each) => each.id === id)
      if (!check) return undefined
      if (!withinBudget(id)) return 429
      return (await look(check)).well ? 204 : 520
    },
    async well(...ids) {
      const looked = await Promise.all(checks.filter(({ id }) => ids.includes(id)).map(look))
      return looked.every(({ well }) => well)
    },
    async report() {
      const found = await Promise.all(checks.map(async ({ id, title, severity, remedy, ...rest }) => {
        const { well, sentence, measured = {} } = await look({ id, title, severity, remedy, ...rest })
        return { id, title, severity, well, sentence, remedy, measured }
      }))
      return { at: clock.now().toISOString(), node: options.node, checks: found }
    },
  }
}

async function observe<Context>(check: Check<Context>, context: Context): Promise<Observation> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<Observation>((resolve) => {
    timer = setTimeout(() => resolve({ well: false, sentence: `${check.title}: no answer within ${patience / 1000} seconds.` }), patience)
  })
  const looking = check.look(context).catch((error: unknown): Observation => ({ well: false, sentence: error instanceof Error ? error.message : String(error) }))
  const observation = await Promise.race([looking, silence])
  clearTimeout(timer)
  return observation
}
