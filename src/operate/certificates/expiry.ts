/** Says in time that a certificate ends: 30, 14 and 1 day before; those that the appliance renews itself, when that has failed for long. */
import { certificateRows, markTold } from '#platform/certificates/index.ts'
import type { ProcessContext } from '#platform/context/index.ts'
import type { Database } from '#platform/postgres/index.ts'
import { factsOf } from '#platform/tls/index.ts'

const day = 86_400_000
const thresholds = { uploaded: [30, 14, 1], acme: [14, 1] } as const

export type ExpiryNews = { title: string; text: string; subject: string }

/** `tell` within the transaction that marks the certificate as told. @returns how many were told of. */
export async function tellOfExpiry({ db, clock, certificates }: Pick<ProcessContext, 'db' | 'clock' | 'certificates'>, tell: (db: Database, news: ExpiryNews) => Promise<void>): Promise<number> {
  let told = 0
  for (const row of await certificateRows(db)) {
    const left = (row.not_after.getTime() - clock.now().getTime()) / day
    const due = thresholds[row.origin].findLast((days) => left <= days)
    if (due === undefined || (row.told !== null && row.told <= due)) continue
    const names = factsOf(row.chain).names
    const of = certificates.domains.find(({ id }) => id === row.domain_id)?.domain ?? 'the appliance'
    const date = row.not_after.toISOString().slice(0, 10)
    const news = {
      title: left < 0 ? `The certificate of ${of} has expired` : `The certificate of ${of} ends in ${Math.max(1, Math.ceil(left))} ${left <= 1 ? 'day' : 'days'}`,
      text: `The certificate for ${names.join(', ')} ${left < 0 ? 'expired' : 'is valid until'} ${left < 0 ? `on ${date}` : date}. ${row.origin === 'acme' ? 'It should have been renewed by itself: look at the reason at the host or domain, and at the way from the ACME server to port 80.' : 'Upload its successor: certificates.upload, or domains.setCertificate for a custom domain.'}`,
      subject: `certificate:${row.id}`,
    }
    await db.transaction(async (tx) => {
      if (!(await markTold(tx, row.id, due))) return
      await tell(tx, news)
      told += 1
    })
  }
  return told
}
