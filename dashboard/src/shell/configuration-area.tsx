/** Everything under /configuration: the appliance itself, for people of the root tenant authority who operate it. */
import { Outlet } from 'react-router'
import { useSession } from '../api/hooks.ts'
import { Frame } from './frame.tsx'
import { mayConfigure } from './home.ts'
import { NotFound } from './trouble.tsx'

export function ConfigurationArea() {
  const { access } = useSession()
  if (!mayConfigure(access)) return <NotFound />
  return <Frame area="configuration" scopes={new Set(access.scopes)}><Outlet /></Frame>
}
