/** Begins to sign the person in, and fetches everything that can be seen while the answers are on their way: nothing of it may stand in this file's imports. */
import { arrive } from './api/session.ts'
import { renew, show } from './shell/missing.ts'

const arriving = arrive()
// Whoever awaits it shows what went wrong.
arriving.catch(() => {})
// Only of a file that does not come; what fails in `begin` itself is another matter.
void import('./shell/begin.tsx').then(({ begin }) => begin(arriving), async () => show(await renew()))
