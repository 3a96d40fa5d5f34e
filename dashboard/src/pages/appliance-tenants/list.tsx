/** The tenants of the appliance, seen from outside. */
import { Anchor, Badge, Button, Group } from '@mantine/core'
import { Link } from 'react-router'
import { ActButton } from '../../acts/act-button.tsx'
import { CopyValue } from '../../acts/copy-value.tsx'
import { because, useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance, useRead, useSession } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import type { operations } from '../../api/generated/appliance.d.ts'
import { DataTable, type Column } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { Moment } from '../../lists/moment.tsx'
import { pathTo } from '../../paths.ts'
import { CreateTenant, openAnew } from '../../shell/new-tenant.tsx'
import { Page } from '../../shell/page.tsx'

type Tenant = operations['appliance-tenants.list']['responses'][200]['content']['application/json'][number]

const columns: readonly Column<Tenant>[] = [
  { title: 'Name', cell: (tenant) => <Name tenant={tenant} /> },
  { title: 'Domain', cell: ({ domain }) => <CopyValue value={domain} label={`domain ${domain}`} /> },
  { title: 'Applications', cell: ({ clients }) => clients, align: 'right', from: 'sm' },
  { title: 'Connections', cell: ({ connections }) => connections, align: 'right', from: 'md' },
  { title: 'Users', cell: ({ users }) => users.toLocaleString(), align: 'right' },
  { title: 'Logins', cell: ({ logins }) => logins.toLocaleString(), align: 'right' },
  { title: 'Since', cell: ({ created_at: at }) => <Moment at={at} />, from: 'sm' },
  { title: 'Actions', cell: (tenant) => <Group gap={6}><Button component={Link} to={pathTo('tenantDomains', { name: tenant.name })} size="xs" variant="default">Domains</Button><Adopt tenant={tenant} /></Group>, width: 290 },
]

export default function Tenants() {
  const api = useAppliance()
  const query = useRead(['tenants'], async () => ({ rows: await read(api.GET('/api/appliance/v1/tenants')) }))
  return (
    <Page wide title="Tenants" about="Each tenant has its own users, applications and issuer, under its own host name." actions={<NewTenant />}>
      <DataTable label="Tenants" query={query} columns={columns} rowKey={({ name }) => name} empty={<Empty title="There is no tenant">Create the first one; applications sign people in against a tenant.</Empty>} />
    </Page>
  )
}

function Name({ tenant: { name, is_root: root } }: { tenant: Tenant }) {
  const { access } = useSession()
  const mine = access.tenants.some((tenant) => tenant.name === name)
  return <Group gap={6} wrap="nowrap">{mine ? <Anchor component={Link} to={pathTo('overview', { tenant: name })} size="sm" fw={500}>{name}</Anchor> : name}{root && <Badge size="xs" variant="default">root authority</Badge>}</Group>
}

function Adopt({ tenant: { name } }: { tenant: Tenant }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const { access } = useSession()
  const path = { tenant: name }
  const adopt = useAct<void>({
    act: (_, headers) => api.POST('/api/appliance/v1/tenants/{tenant}/administrators/me', { params: { path }, headers }),
    onDone: () => openAnew(name),
  })
  const mine = access.tenants.some((tenant) => tenant.name === name)
  return <ActButton size="xs" variant="default" loading={adopt.pending} onClick={() => void adopt.run()} disabledBecause={because(mine && 'You administer it already.', may('update:tenants'))}>Become administrator</ActButton>
}

function NewTenant() {
  const api = useAppliance()
  const may = useMayConfigure()
  const create = useAct<{ name: string }>({
    act: (body, headers) => api.POST('/api/appliance/v1/tenants', { body, headers }),
    onDone: (_, { name }) => openAnew(name),
  })
  return <CreateTenant act={create} disabledBecause={may('create:tenants')} />
}
