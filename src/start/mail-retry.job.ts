import { job } from '#kernel/job.ts'
import { beginWork, endActivity, sayOfWork, workUnderWay } from '#operate/activity/index.ts'
import type { ProcessContext } from '#platform/context/index.ts'
import { delayed, MailFailure, type Mailer, type Message } from '#platform/mail/index.ts'

const atOnce = 50

/** The way out that a tenant has now; of the appliance itself where no tenant is named. */
export type MailerOf = (context: ProcessContext, tenant: string | null) => Promise<Mailer>

/** Each message by the server that its tenant has now. Who did not take one message is not asked for the next before its time. */
export const mailRetry = (node: string, mailerOf: MailerOf) => job<ProcessContext>({
  id: 'mail.retry',
  about: 'Sends again what the mail server did not take at first, for a day; Activity shows how it goes.',
  every: 10,
  where: 'one',
  async run(context) {
    const { db } = context
    await delayed.forgetEnded(db)
    const waiting = await delayed.countWaiting(db)
    const present = await workUnderWay(db, 'mail')
    if (waiting === 0 && !present) return 'No message waits for a mail server.'
    const activity = present ?? (await beginWork(db, { kind: 'mail', title: 'Messages that wait for the mail server', by: 'appliance' }))
    const round = await sendDue(context, mailerOf)
    const left = await delayed.countWaiting(db)
    const said = [
      ...(round.delivered > 0 ? [`${count(round.delivered)} delivered.`] : []), ...(round.givenUp > 0 ? [`${count(round.givenUp)} given up.`] : []), ...round.errors,
      left === 0 ? 'Nothing waits any more.' : `${left} ${left === 1 ? 'message waits' : 'messages wait'}.`,
    ].join(' ')
    await sayOfWork(db, activity.id, node, said, left === 0 ? 'applied' : 'applying')
    if (left === 0) {
      const ended = await delayed.endedSince(db, activity.started_at)
      await endActivity(db, activity.id, ended.given_up === 0 ? 'done' : 'failed', `${count(ended.delivered)} delivered${ended.given_up === 0 ? '' : `, ${ended.given_up} given up`}.`)
    }
    return said
  },
})

const count = (number: number): string => `${number} ${number === 1 ? 'message was' : 'messages were'}`

async function sendDue(context: ProcessContext, mailerOf: MailerOf): Promise<{ delivered: number; givenUp: number; errors: string[] }> {
  const { db, secrets } = context
  const round = { delivered: 0, givenUp: 0, errors: new Set<string>() }
  for (let due = await delayed.takeDue(db, atOnce); due.length > 0; due = await delayed.takeDue(db, atOnce)) {
    for (const [tenant, mails] of Map.groupBy(due, (each) => each.tenant)) {
      const mailer = await mailerOf(context, tenant)
      for (const [index, { id, sealed }] of mails.entries()) {
        // What cannot be opened any more (another appliance's key) is given up like what is refused: it must not hold up the others.
        const failure = await Promise.resolve().then(() => mailer.send(JSON.parse(secrets.open(Buffer.from(sealed))) as Message)).then(() => undefined, (error: Error) => error)
        if (failure === undefined) round.delivered += await delayed.endDelay(db, id, 'delivered')
        else if (failure instanceof MailFailure && failure.temporary) {
          round.errors.add(failure.message)
          round.givenUp += await delayed.postpone(db, mails.slice(index).map((each) => each.id), failure.message)
          break
        } else {
          round.errors.add(failure.message)
          round.givenUp += await delayed.endDelay(db, id, 'given_up', failure.message)
        }
      }
    }
  }
  return { ...round, errors: [...round.errors] }
}
