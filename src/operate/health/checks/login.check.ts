import { check } from '#kernel/check.ts'
import type { Surroundings } from '../surroundings.ts'

/** Milliseconds. One is due every minute; the third that did not come is a finding. */
const most = 200_000

export const loginCheck = check<Surroundings>({
  id: 'login', title: 'Synthetic login', about: 'The person of the appliance\'s own who signs in every minute got in (monitoring.synthetic-login-tenant).', severity: 'normal',
  remedy: 'Sign in yourself to the tenant named; the sentence says how far the login came, and the log of the node has the request.',
  async look({ syntheticLogin, clock }) {
    const { wanted, last, since } = syntheticLogin()
    if (!wanted) return { well: true, sentence: 'No tenant is set for the synthetic login; nobody was signed in.' }
    const age = clock.now().getTime() - (last?.at ?? since).getTime()
    if (age > most) return { well: false, sentence: `The last synthetic login ended ${Math.round(age / 60_000)} minutes ago; one is due every minute.` }
    return last ? { well: last.well, sentence: last.sentence, measured: { ms: last.ms } } : { well: true, sentence: 'The first synthetic login has not ended yet.' }
  },
})
