/** Where somebody begins who came without an address: the tenant used last, else the first, else the configuration area. */
import type { Access } from '../api/session.ts'
import { pathTo } from '../paths.ts'
import { pagesOf } from '../sitemap.tsx'

const key = 'bailiwick.tenant'

export const remember = (tenant: string): void => {
  try {
    localStorage.setItem(key, tenant)
  } catch {
    // A browser that stores nothing begins at the first tenant.
  }
}

const remembered = (): string | null => {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

export const mayConfigure = ({ scopes }: Pick<Access, 'scopes'>): boolean => scopes.includes('read:appliance') && pagesOf('configuration').length > 0

export function homeOf(access: Access): string | undefined {
  const last = remembered()
  const tenant = access.tenants.find(({ name }) => name === last) ?? access.tenants[0]
  if (tenant) return pathTo('overview', { tenant: tenant.name })
  return mayConfigure(access) ? pathTo('configuration') : undefined
}
