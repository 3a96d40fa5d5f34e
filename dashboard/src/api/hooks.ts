/** How pages reach the APIs: the session and the open tenant by context, answers through TanStack Query. */
import { useQuery, useQueryClient, type UseQueryOptions, type UseQueryResult } from '@tanstack/react-query'
import { createContext, use } from 'react'
import { useParams } from 'react-router'
import type { RequestProblem } from './problem.ts'
import type { ApplianceApi, Session, TenantAccess, TenantApi } from './session.ts'

export const SessionContext = createContext<Session | undefined>(undefined)

export function useSession(): Session {
  const session = use(SessionContext)
  if (!session) throw new Error('No session is open here.')
  return session
}

export type OpenTenant = TenantAccess & { api: TenantApi; scopes: ReadonlySet<string> }

export const TenantContext = createContext<OpenTenant | undefined>(undefined)

/** The tenant of this page. */
export function useTenant(): OpenTenant {
  const tenant = use(TenantContext)
  if (!tenant) throw new Error('No tenant is open here.')
  return tenant
}

/** The configuration area of the appliance. */
export const useAppliance = (): ApplianceApi => useSession().appliance

/** Keys begin with the area, so that what one tenant answered is never shown of another. */
export type Key = readonly unknown[]

export function useRead<T>(key: Key, load: () => Promise<T>, options: Omit<UseQueryOptions<T, RequestProblem>, 'queryKey' | 'queryFn'> = {}): UseQueryResult<T, RequestProblem> {
  return useQuery<T, RequestProblem>({ queryKey: useKey(key), queryFn: load, ...options })
}

/** A read that can begin before the component that shows its answer is drawn. */
export type Reading<T> = {
  key: Key
  load: () => Promise<T>
  /** The scope without which it is not asked for. */
  needs?: string
}

export const reading = <T>(key: Key, load: () => Promise<T>, needs?: string): Reading<T> => ({ key, load, ...(needs === undefined ? {} : { needs }) })

/** Within a tenant where it `needs` a scope. */
export function useReading<T>({ key, load, needs }: Reading<T>, options: Omit<UseQueryOptions<T, RequestProblem>, 'queryKey' | 'queryFn'> = {}): UseQueryResult<T, RequestProblem> {
  const scopes = use(TenantContext)?.scopes
  return useRead(key, load, { ...(needs === undefined ? {} : { enabled: scopes?.has(needs) === true }), ...options })
}

export function useKey(key: Key): Key {
  const { tenant } = useParams()
  return [tenant ?? '', ...key]
}

/** Marks what begins with one of the keys as out of date. */
export function useRefresh(): (keys: readonly Key[]) => Promise<void> {
  const client = useQueryClient()
  const { tenant } = useParams()
  return async (keys) => {
    await Promise.all(keys.map((key) => client.invalidateQueries({ queryKey: [tenant ?? '', ...key] })))
  }
}
