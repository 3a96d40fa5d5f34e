/** Whether the mail server answers, as the nodes saw it last: for the gate of that name. Looking costs a connection, so it is not done for each question. */
import type { Clock } from '#platform/clock/index.ts'
import type { Settings } from '#kernel/setting.ts'
import { mailSettings } from '#platform/mail/index.ts'
import type { Database } from '#platform/postgres/index.ts'
import { latestSamples, type Finding } from '../health/index.ts'

export async function mailServerAnswers({ db, clock, settings }: { db: Database; clock: Clock; settings: Settings }): Promise<Finding> {
  const { smtp } = mailSettings(settings)
  if (!smtp) return { met: false, sentence: 'No mail server is set; messages are written to the outbox folder.' }
  const [newest] = (await latestSamples({ db, clock })).sort((a, b) => (a.at < b.at ? 1 : -1))
  if (!newest) return { met: false, sentence: 'No node has looked at the mail server in the last ten minutes.' }
  const complaint = newest.unwell['email']
  return complaint === undefined ? { met: true, sentence: `${smtp.host}:${smtp.port} let the appliance in at ${minute(newest.at)}.` } : { met: false, sentence: `${complaint} (seen at ${minute(newest.at)})` }
}

/** `2026-11-27 08:23 UTC` */
const minute = (at: string): string => `${at.slice(0, 16).replace('T', ' ')} UTC`
