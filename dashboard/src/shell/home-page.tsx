import { Navigate } from 'react-router'
import { useRead, useSession } from '../api/hooks.ts'
import { read } from '../api/problem.ts'
import { pathTo } from '../paths.ts'
import { homeOf, mayConfigure } from './home.ts'
import { Loading } from './loading.tsx'
import { NothingToOpen } from './nothing-to-open.tsx'

/** The address without a path: the guided start as long as nobody has begun it, otherwise where the person was last. */
export function HomePage() {
  const { access, appliance } = useSession()
  const operates = mayConfigure(access)
  const guide = useRead(['guide'], () => read(appliance.GET('/api/appliance/v1/guide')), { enabled: operates })
  const home = homeOf(access)
  if (operates && guide.isPending) return <Loading />
  if (operates && guide.data?.every(({ state }) => state === 'open')) return <Navigate to={pathTo('start')} replace />
  return home === undefined ? <NothingToOpen /> : <Navigate to={home} replace />
}
