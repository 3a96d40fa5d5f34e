/** What the first page needs is fetched while the person is still being signed in, not after. A failure is of no account: the page asks again, and says so itself. */
import { matchPath } from 'react-router'
import type { Session } from '../api/session.ts'
import { places } from '../paths.ts'
import { pages } from '../sitemap.tsx'
import { homeOf } from './home.ts'

const forgive = (work: Promise<unknown> | undefined): void => void work?.catch(() => {})

const pathOf = (address: string) => new URL(address, location.origin).pathname

/** The code of the page at an address. */
export const codeAhead = (address: string): void => forgive(pages.find(({ place }) => matchPath(places[place], pathOf(address)))?.load())

/** The token for the tenant that is opened. Where there is no address, that of the page where the person was last, too. */
export function tenantAhead(session: Session, address: string): void {
  const home = pathOf(address) === places.home ? homeOf(session.access) : undefined
  if (home !== undefined) codeAhead(home)
  const tenant = matchPath('/tenants/:tenant/*', home ?? pathOf(address))?.params.tenant
  if (tenant !== undefined && session.access.tenants.some(({ name }) => name === tenant)) forgive(session.scopesOn(tenant))
}
