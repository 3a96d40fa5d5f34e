/** What the first page needs is fetched before it is drawn. A failure is of no account: the page asks again, and says so itself. */
import type { QueryClient } from '@tanstack/react-query'
import { matchPath } from 'react-router'
import type { Session } from '../api/session.ts'
import { places, tenantOf } from '../paths.ts'
import { pages, type PageEntry, type PageModule } from '../sitemap.tsx'
import { homeOf } from './home.ts'

const forgive = <T>(work: Promise<T> | undefined): Promise<T | undefined> => (work ?? Promise.resolve(undefined)).catch(() => undefined)

export type FirstPage = { place: PageEntry['place']; code: PageModule }

/** The code of the page at an address; undefined: there is none, or it did not come. */
export async function codeAhead(address: string): Promise<FirstPage | undefined> {
  const [path = '/'] = address.split(/[?#]/)
  const page = pages.find(({ place }) => matchPath(places[place], path))
  const code = await forgive(page?.load())
  return page && code && { place: page.place, code }
}

/** What the person may do in the tenant that is opened, and the page's first answers. Where there is no path: the code of the page where they will be led. */
export async function answersAhead(session: Session, { pathname, search }: Pick<Location, 'pathname' | 'search'>, queries: QueryClient, coming: Promise<FirstPage | undefined>): Promise<void> {
  const home = pathname === places.home ? homeOf(session.access) : undefined
  if (home !== undefined) void codeAhead(home)
  const tenant = tenantOf(home ?? pathname)
  const known = session.access.tenants.some(({ name }) => name === tenant)
  if (tenant !== undefined && !known) return
  const keyed = (key: readonly unknown[]) => [tenant ?? '', ...key]
  const scopes = tenant === undefined ? new Set(session.access.scopes) : await forgive(session.scopesOn(tenant))
  if (!scopes) return
  if (tenant !== undefined) queries.setQueryData(keyed(['scopes']), scopes)
  const first = await coming
  const readings = first?.code.ahead?.({ session, tenant: tenant ?? '', query: new URLSearchParams(search) }) ?? []
  for (const { key, load, needs } of readings) if (needs === undefined || scopes.has(needs)) void queries.prefetchQuery({ queryKey: keyed(key), queryFn: load })
}
