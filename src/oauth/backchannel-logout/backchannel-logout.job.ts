import { job } from '#kernel/job.ts'
import { noteExpiredSessions } from '#resources/logout-notices/index.ts'
import type { ProcessContext } from '#platform/context/index.ts'
import { deliverNotices } from './deliver.ts'

const batch = 1000

export const backchannelLogout = job<ProcessContext>({
  id: 'oauth.backchannel-logout',
  about: 'Tells applications of sessions that have ended, those that expired included, and tries again where that failed.',
  every: 10,
  where: 'one',
  async run(home) {
    while ((await noteExpiredSessions(home.db, home.clock.now(), batch)) === batch);
    const { told, failed } = await deliverNotices(home)
    return told + failed === 0 ? 'No application had to be told of a logout.' : `Told ${told} applications of a logout; ${failed} attempts failed.`
  },
})
