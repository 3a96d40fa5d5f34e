/** What surrounds every page: the bar with the tenant switcher, the menu of the area, the page's own place. */
import { ActionIcon, AppShell, Burger, Button, Group, Kbd, NavLink, ScrollArea, Text, Tooltip, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { useDisclosure, useHotkeys } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { Fragment, lazy, useEffect, useRef, useState } from 'react'
import { Link, useLocation } from 'react-router'
import type { TenantAccess } from '../api/session.ts'
import mark from '../mark.svg'
import { pathTo, places } from '../paths.ts'
import { pagesOf, type Area, type PageEntry } from '../sitemap.tsx'
import { useDialog } from '../acts/dialogs.ts'
import { AccountMenu } from './account-menu.tsx'
import { ColorSchemeToggle } from './color-scheme-toggle.tsx'
import { Part } from './part.tsx'
import { TenantSwitcher } from './tenant-switcher.tsx'

// Neither is needed for a first look at a page.
const CommandPalette = lazy(() => import('./command-palette.tsx'))
const ActDialog = lazy(() => import('../acts/act-dialog.tsx'))

type FrameProps = { area: Area; tenant?: TenantAccess; scopes: ReadonlySet<string>; children: React.ReactNode }

export function Frame({ area, tenant, scopes, children }: FrameProps) {
  const [opened, { toggle, close }] = useDisclosure()
  const location = useLocation()
  const dialog = useDialog() !== undefined
  // How often it was asked for: it comes with the first time, and stays.
  const [palette, setPalette] = useState(0)
  const openPalette = () => setPalette((times) => times + 1)
  useHotkeys([['mod + K', openPalette], ['/', openPalette]])
  const main = useRef<HTMLDivElement>(null)
  // After a change of page a reader of the screen begins at the page, not in the menu.
  const arrived = useRef(location.pathname)
  useEffect(() => {
    close()
    if (arrived.current === location.pathname) return
    arrived.current = location.pathname
    main.current?.focus({ preventScroll: true })
    window.scrollTo(0, 0)
  }, [location.pathname, close])

  return (
    <AppShell header={{ height: '3.25rem' }} navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !opened } }}>
      <a className="skip" href="#page">Skip to the page</a>
      <AppShell.Header>
        <Group h="100%" px="sm" gap="sm" wrap="nowrap" justify="space-between">
          <Group gap="xs" wrap="nowrap" miw={0}>
            <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={opened ? 'Close the menu' : 'Open the menu'} />
            <UnstyledButton component={Link} to={pathTo('home')} aria-label="Bailiwick, start page" visibleFrom="xs">
              <img src={mark} alt="" width={28} height={28} />
            </UnstyledButton>
            <TenantSwitcher area={area} tenant={tenant} />
          </Group>
          <Group gap={6} wrap="nowrap">
            <Button variant="default" size="xs" visibleFrom="sm" onClick={openPalette} leftSection={<IconSearch size={14} aria-hidden />} rightSection={<Kbd size="xs">Ctrl K</Kbd>}>Go to …</Button>
            <Tooltip label="Go to …"><ActionIcon variant="default" hiddenFrom="sm" size="lg" onClick={openPalette} aria-label="Go to …"><IconSearch size={16} /></ActionIcon></Tooltip>
            <ColorSchemeToggle />
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar aria-label={area === 'tenant' ? 'Tenant' : 'Configuration'}>
        <AppShell.Section grow component={ScrollArea} type="hover" scrollbarSize={6} px="xs" py="sm">
          <Menu area={area} tenant={tenant} scopes={scopes} />
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main>
        <div id="page" ref={main} tabIndex={-1} className="area" style={{ outline: 'none' }}>{children}</div>
      </AppShell.Main>
      <Part floating>{dialog && <ActDialog />}</Part>
      <Part floating>{palette > 0 && <CommandPalette asked={palette} area={area} tenant={tenant} scopes={scopes} />}</Part>
    </AppShell>
  )
}

/** The pages that somebody with these scopes is offered. */
export const offered = (area: Area, scopes: ReadonlySet<string>): PageEntry[] => pagesOf(area).filter(({ menu, needs }) => menu && (needs === undefined || scopes.has(needs)))

export const addressOf = (page: PageEntry, tenant?: TenantAccess): string => places[page.place].replace(':tenant', encodeURIComponent(tenant?.name ?? ''))

function Menu({ area, tenant, scopes }: Omit<FrameProps, 'children'>) {
  const { pathname } = useLocation()
  const entries = offered(area, scopes)
  const home = entries[0]
  return entries.map((page, index) => {
    const to = addressOf(page, tenant)
    const active = page === home ? pathname === to : pathname === to || pathname.startsWith(`${to}/`)
    const EntryIcon = page.menu!.icon
    const group = page.menu!.group
    const begins = group !== undefined && entries[index - 1]?.menu!.group !== group
    return (
      <Fragment key={page.place}>
        {begins && <Text size="xs" c="dimmed" fw={600} px="xs" pt="md" pb={4}>{group}</Text>}
        <NavLink component={Link} to={to} label={page.title} active={active} aria-current={active ? 'page' : undefined} leftSection={<EntryIcon size={17} stroke={1.6} aria-hidden />} variant="light" py={6} style={{ borderRadius: 'var(--mantine-radius-sm)' }} />
        {active && <VisuallyHidden>current page</VisuallyHidden>}
      </Fragment>
    )
  })
}
