/** Everything under /tenants/:tenant: finds out what the person may do there, then shows the page. */
import { useEffect } from 'react'
import { Outlet, useParams } from 'react-router'
import { TenantContext, useRead, useSession } from '../api/hooks.ts'
import { remember } from './home.ts'
import { Frame } from './frame.tsx'
import { Loading } from './loading.tsx'
import { Problem } from './problem.tsx'
import { NotFound } from './trouble.tsx'

const none: ReadonlySet<string> = new Set()

export function TenantArea() {
  const { tenant: name = '' } = useParams()
  const session = useSession()
  const known = session.access.tenants.find((tenant) => tenant.name === name)
  const scopes = useRead(['scopes'], () => session.scopesOn(name), { enabled: known !== undefined, staleTime: 60_000 })
  useEffect(() => {
    if (known) remember(name)
  }, [known, name])

  if (!known) return <NotFound />
  const open = scopes.data && { ...known, api: session.tenant(name), scopes: scopes.data }
  return (
    <TenantContext key={name} value={open}>
      <Frame area="tenant" tenant={known} scopes={scopes.data ?? none}>
        {open ? <Outlet /> : scopes.error ? <Problem problem={scopes.error} again={() => void scopes.refetch()} /> : <Loading />}
      </Frame>
    </TenantContext>
  )
}
