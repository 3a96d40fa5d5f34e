/** Ctrl-K: every page that this person is offered, every tenant, and the colours. */
import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { Spotlight, spotlight, type SpotlightActionData } from '@mantine/spotlight'
import '@mantine/spotlight/styles.css'
import { IconBuilding, IconMoon, IconSearch, IconServer2 } from '@tabler/icons-react'
import { useEffect } from 'react'
import { useNavigate } from 'react-router'
import { useSession } from '../api/hooks.ts'
import type { TenantAccess } from '../api/session.ts'
import { pathTo } from '../paths.ts'
import type { Area } from '../sitemap.tsx'
import { addressOf, offered } from './frame.tsx'
import { mayConfigure } from './home.ts'

/** Opens each time that `asked` is another. */
export default function CommandPalette({ asked, area, tenant, scopes }: { asked: number; area: Area; tenant?: TenantAccess | undefined; scopes: ReadonlySet<string> }) {
  useEffect(() => spotlight.open(), [asked])
  const { access } = useSession()
  const navigate = useNavigate()
  const { setColorScheme } = useMantineColorScheme()
  const dark = useComputedColorScheme('light') === 'dark'
  const go = (to: string) => () => void navigate(to)
  const configurable = mayConfigure(access)

  const here = offered(area, scopes).map((page): SpotlightActionData => {
    const EntryIcon = page.menu!.icon
    return { id: page.place, label: page.title, keywords: page.words ?? '', leftSection: <EntryIcon size={18} stroke={1.6} />, onClick: go(addressOf(page, tenant)) }
  })
  const operating = area === 'configuration' || !configurable ? [] : offered('configuration', new Set(access.scopes)).map((page): SpotlightActionData => ({ id: `configuration ${page.place}`, label: `Configuration: ${page.title}`, keywords: page.words ?? '', leftSection: <IconServer2 size={18} stroke={1.6} />, onClick: go(addressOf(page)) }))
  const others = access.tenants.filter(({ name }) => name !== tenant?.name).map(({ name, friendly_name: friendly, domain }): SpotlightActionData => ({
    id: `tenant ${name}`, label: friendly ?? name, description: domain, keywords: name, leftSection: <IconBuilding size={18} stroke={1.6} />, onClick: go(pathTo('overview', { tenant: name })),
  }))
  const colours: SpotlightActionData = { id: 'colours', label: dark ? 'Light colours' : 'Dark colours', keywords: 'theme', leftSection: <IconMoon size={18} stroke={1.6} />, onClick: () => setColorScheme(dark ? 'light' : 'dark') }

  return (
    <Spotlight
      shortcut={null}
      actions={[{ group: 'Pages', actions: here }, ...(others.length > 0 ? [{ group: 'Tenants', actions: others }] : []), ...(operating.length > 0 ? [{ group: 'Configuration', actions: operating }] : []), { group: 'Look', actions: [colours] }]}
      nothingFound="Nothing of this name."
      highlightQuery
      scrollable
      limit={30}
      searchProps={{ leftSection: <IconSearch size={18} />, placeholder: 'Go to a page or a tenant', 'aria-label': 'Go to a page or a tenant' }}
    />
  )
}
