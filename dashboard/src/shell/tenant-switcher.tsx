/** Changes between tenants, and between them and the configuration area. */
import { Badge, Box, Button, Combobox, Text, useCombobox } from '@mantine/core'
import { IconBuilding, IconSelector, IconServer2 } from '@tabler/icons-react'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { useSession } from '../api/hooks.ts'
import type { TenantAccess } from '../api/session.ts'
import { pathTo } from '../paths.ts'
import type { Area } from '../sitemap.tsx'
import { mayConfigure } from './home.ts'
import { OwnTenant } from './new-tenant.tsx'

const configuration = '\u0000configuration'
const own = '\u0000own'

export function TenantSwitcher({ area, tenant }: { area: Area; tenant?: TenantAccess | undefined }) {
  const { access } = useSession()
  const navigate = useNavigate()
  const [search, setSearch] = useState('')
  const [making, setMaking] = useState(false)
  const combobox = useCombobox({ onDropdownClose: () => { combobox.resetSelectedOption(); setSearch('') }, onDropdownOpen: () => combobox.focusSearchInput() })
  const shown = access.tenants.filter(({ name, friendly_name: friendly, domain }) => `${name} ${friendly ?? ''} ${domain}`.toLowerCase().includes(search.toLowerCase().trim()))
  const label = area === 'configuration' ? 'Configuration' : (tenant?.friendly_name ?? tenant?.name ?? 'Choose')

  return (
    <Combobox store={combobox} width={300} position="bottom-start" onOptionSubmit={(value) => {
      combobox.closeDropdown()
      if (value === own) setMaking(true)
      else void navigate(value === configuration ? pathTo('configuration') : pathTo('overview', { tenant: value }))
    }}>
      <Combobox.Target targetType="button">
        <Button variant="subtle" color="gray" c="var(--mantine-color-text)" size="sm" px="xs" maw="100%" onClick={() => combobox.toggleDropdown()} leftSection={<Box component="span" visibleFrom="xs" display="flex">{area === 'configuration' ? <IconServer2 size={17} aria-hidden /> : <IconBuilding size={17} aria-hidden />}</Box>} rightSection={<IconSelector size={15} aria-hidden />} aria-label={`${area === 'configuration' ? 'Configuration' : `Tenant ${label}`}, change`}>
          <Text truncate size="sm" fw={600} maw={{ base: 125, xs: 220 }}>{label}</Text>
        </Button>
      </Combobox.Target>
      <Combobox.Dropdown>
        {access.tenants.length > 6 && <Combobox.Search value={search} onChange={(event) => setSearch(event.currentTarget.value)} placeholder="Find a tenant" aria-label="Find a tenant" />}
        <Combobox.Options mah={360} style={{ overflowY: 'auto' }} aria-label="Tenants">
          {shown.map(({ name, friendly_name: friendly, domain, is_root: root }) => (
            <Combobox.Option value={name} key={name} active={name === tenant?.name}>
              <Text size="sm" fw={500} component="span">{friendly ?? name}</Text> {root && <Badge size="xs" variant="default">root authority</Badge>}
              <Text size="xs" c="dimmed">{domain}</Text>
            </Combobox.Option>
          ))}
          {shown.length === 0 && <Combobox.Empty>No tenant of yours has this name.</Combobox.Empty>}
          {access.new_tenants > 0 && <Combobox.Option value={own}><Text size="sm" fw={500} component="span">New tenant…</Text><Text size="xs" c="dimmed">One of your own</Text></Combobox.Option>}
          {mayConfigure(access) && <Combobox.Option value={configuration} active={area === 'configuration'}><Text size="sm" fw={500} component="span">Configuration</Text><Text size="xs" c="dimmed">The appliance itself</Text></Combobox.Option>}
        </Combobox.Options>
      </Combobox.Dropdown>
      <OwnTenant opened={making} onClose={() => setMaking(false)} />
    </Combobox>
  )
}
