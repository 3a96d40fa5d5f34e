import { job } from '#kernel/job.ts'
import { tellOfExpiry, type ExpiryNews } from '#operate/certificates/index.ts'
import { giveNotice } from '#operate/alerts/index.ts'
import type { ProcessContext } from '#platform/context/index.ts'
import { inform, type Office } from '#responsibilities/index.ts'

/** To those who configure the appliance, in their inbox, by mail and by webhook; and to everybody who gets its alerts. */
export const certificateExpiry = (office: () => Office) => job<ProcessContext>({
  id: 'certificates.expiry',
  about: 'Tells the subscriber 30, 14 and 1 day before that a certificate ends.',
  every: 3600,
  where: 'one',
  async run(context) {
    const told: ExpiryNews[] = []
    await tellOfExpiry(context, async (db, news) => {
      await inform({ ...office(), db }, undefined, { to: { party: 'subscriber', role: 'infrastructure_engineer' }, kind: 'certificate.expires', row: 'configure', ...news })
      told.push(news)
    })
    for (const { title, text } of told) await giveNotice(context, { about: 'certificate', title, sentence: text })
    return told.length === 0 ? 'No certificate ends soon without somebody knowing.' : `Told: ${told.map(({ title }) => title).join('; ')}.`
  },
})
