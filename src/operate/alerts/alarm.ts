/**
 * Decides from the reports of a node whom to tell what. A check is well → unwell → alerted → well. All of it lives in memory: the database
 * may be what is not well. What could not be delivered or written is tried again after two seconds, then ever later up to a minute, for a day.
 */
import type { Settings } from '#kernel/setting.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Randomness } from '#platform/crypto/index.ts'
import type { Logger } from '#platform/log/index.ts'
import type { Mailer } from '#platform/mail/index.ts'
import type { Database } from '#platform/postgres/index.ts'
import type { HealthReport } from '../context/index.ts'
import { alertAfter } from './alerts.settings.ts'
import { openAlertsOf, writeAlert } from './alerts.store.ts'
import { deliver, waysOut, type Alert, type Way } from './deliver.ts'

export type Alarm = {
  /** Resolves when what follows from the report was tried once; never rejects. */
  hear(report: HealthReport): Promise<void>
  /** Something that mends itself before the next report: told at once, and its end with the next report that is well. */
  incident(about: Pick<Finding, 'id' | 'title' | 'severity' | 'remedy'>, sentence: string): void
  /** Tries what waits; resolves when each was tried once. */
  flush(): Promise<void>
  /** What waits is not tried again by itself any more. */
  stop(): void
}

type Finding = HealthReport['checks'][number]
type Needs = { db: Database; settings: Settings; mailer: Mailer; clock: Clock; random: Randomness; log: Logger; node: string; nodeName: string; /** Milliseconds until what failed is tried again the first time; 2 s. */ firstPause?: number; /** What else follows from an alert that was opened: tried again like everything here. */ follow?: (alert: Alert) => Promise<unknown> }
type Waiting = { until: number; what: string; act: () => Promise<unknown> }

const dayMs = 24 * 3_600_000
const mostWaiting = 1_000
const longestPauseMs = 60_000

/** What a crash left open is taken up again, so that its end is told too. */
export async function createAlarm(needs: Needs): Promise<Alarm> {
  const { db, settings, clock, random, log, node } = needs
  const unwellFor = new Map<string, number>()
  const open = new Map<string, Alert>()
  let waiting: Waiting[] = []
  const firstPause = needs.firstPause ?? 2_000
  let pause = firstPause
  let again: NodeJS.Timeout | undefined
  let stopped = false
  for (const row of await openAlertsOf(db, node).catch(() => [])) {
    open.set(row.check_id, {
      id: row.id, state: 'opened', node: needs.nodeName, check: row.check_id, title: row.check_id, severity: row.severity, sentence: row.sentence, remedy: row.remedy,
      opened_at: row.opened_at.toISOString(),
    })
  }

  const later = (what: string, act: () => Promise<unknown>) => {
    waiting.push({ until: clock.now().getTime() + dayMs, what, act })
    if (waiting.length > mostWaiting) waiting.shift()
  }
  const tell = (alert: Alert) => {
    log[alert.state === 'opened' ? 'error' : 'info'](`${alert.state === 'opened' ? 'Alert' : 'Resolved'}: ${alert.sentence}`, { check: alert.check, severity: alert.severity })
    later('the record of an alert', () => writeAlert(db, node, alert))
    if (alert.state === 'opened' && needs.follow) later('what follows from an alert', () => needs.follow!(alert))
    for (const way of waysOut(settings)) later(nameOf(way), () => deliver(needs, way, alert))
  }

  const raise = ({ id, title, severity, remedy }: Pick<Finding, 'id' | 'title' | 'severity' | 'remedy'>, sentence: string, opened_at: string) => {
    const alert: Alert = { id: `alr_${random.hex(12)}`, state: 'opened', node: needs.nodeName, check: id, title, severity, sentence, remedy, opened_at }
    open.set(id, alert)
    tell(alert)
  }

  const alarm: Alarm = {
    incident(about, sentence) {
      if (open.has(about.id)) return
      raise(about, sentence, clock.now().toISOString())
      void alarm.flush()
    },
    async hear(report) {
      for (const { id, title, severity, well, sentence, remedy } of report.checks) {
        const minutes = well ? 0 : (unwellFor.get(id) ?? 0) + 1
        unwellFor.set(id, minutes)
        const patience = severity === 'normal' ? settings.get(alertAfter) : Math.min(2, settings.get(alertAfter))
        const present = open.get(id)
        if (!present && minutes >= patience) {
          raise({ id, title, severity, remedy }, sentence, report.at)
        } else if (present && well) {
          open.delete(id)
          tell({ ...present, state: 'closed', title, sentence, closed_at: report.at })
        }
      }
      await alarm.flush()
    },
    async flush() {
      const due = waiting
      waiting = []
      const now = clock.now().getTime()
      const outcomes = await Promise.allSettled(due.map(({ act }) => act()))
      outcomes.forEach((outcome, index) => {
        const each = due[index]!
        if (outcome.status === 'fulfilled') return
        const why = (outcome.reason as Error).message
        if (now > each.until) log.error(`Given up after a day: ${each.what} (${why})`)
        else {
          log.warn(`It is tried again in ${Math.ceil(pause / 1000)} s: ${each.what} (${why})`)
          waiting.push(each)
        }
      })
      clearTimeout(again)
      if (waiting.length === 0) pause = firstPause
      else if (!stopped) {
        again = setTimeout(() => void alarm.flush(), pause)
        again.unref()
        pause = Math.min(2 * pause, longestPauseMs)
      }
    },
    stop() {
      stopped = true
      clearTimeout(again)
    },
  }
  return alarm
}

const nameOf = (way: Way): string => (way === 'webhook' ? 'an alert to the webhook' : 'an alert by mail')
