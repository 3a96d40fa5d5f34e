/** The addresses to visit, read from the dashboard's own list; a page with a parameter that this file does not know fails the sweep rather than being left out. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { places } from '../../dashboard/src/paths.ts'
import type { Furnished } from './furnish.ts'

const sitemap = readFileSync(join(import.meta.dirname, '..', '..', 'dashboard', 'src', 'sitemap.tsx'), 'utf8')

/** Tabs of pages that have some, beside the first. */
const tabs: Partial<Record<string, string[]>> = {
  application: ['settings', 'credentials', 'connections', 'apis'], api: ['test', 'settings'], connection: ['applications'], user: ['roles', 'metadata', 'access', 'history'], role: ['users', 'settings'], settings: ['sessions', 'advanced', 'domains', 'exchange', 'keys'], emails: ['server'], health: ['history', 'alerts'], applianceActivity: ['jobs', 'mail'], environments: ['console'], inbox: ['webhooks'],
}

export function addressesOf(things: Furnished, tenant = 'main'): string[] {
  const ids: Record<string, string> = { application: things.application, api: things.api, connection: things.connection, user: things.user, role: things.role, email: 'reset_email', tenantDomains: tenant, task: things.task, ticket: things.ticket, checklist: things.checklist }
  const listed = [...sitemap.matchAll(/^ {2}(?:tenant|configuration)\('(\w+)'/gm)].map(([, place]) => place as keyof typeof places)
  if (listed.length < 10) throw new Error('The sitemap lists hardly any pages: its form must have changed.')
  return listed.flatMap((place) => {
    const address = places[place].replace(':tenant', tenant).replace(/:(\w+)/g, (_, name: string) => {
      const value = ids[place]
      if (value === undefined) throw new Error(`test/dashboard/sitemap.ts does not know what :${name} of ${place} is`)
      return encodeURIComponent(value)
    })
    return [address, ...(tabs[place] ?? []).map((tab) => `${address}?tab=${tab}`)]
  })
}
