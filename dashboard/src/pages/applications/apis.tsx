import { Checkbox, Group, Modal, Stack, Text } from '@mantine/core'
import { IconApi } from '@tabler/icons-react'
import { useState } from 'react'
import { Link } from 'react-router'
import { ActButton } from '../../acts/act-button.tsx'
import { ActSwitch } from '../../acts/act-switch.tsx'
import { because, useMay } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useRead, useTenant } from '../../api/hooks.ts'
import { listed, whole } from '../../api/listed.ts'
import type { Answered } from '../../api/session.ts'
import { ActForm } from '../../forms/act-form.tsx'
import { DataTable } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { pathTo } from '../../paths.ts'
import { Problem } from '../../shell/problem.tsx'
import { Section } from '../../shell/section.tsx'
import type { Client } from './kinds.ts'

type Api = Answered<'resourceServers.get'>
type Grant = Answered<'clientGrants.get'>

/** Client grants: which APIs the application may call in its own name, and with what. */
export function ApplicationApis({ client }: { client: Client }) {
  const { api, name: tenant } = useTenant()
  const may = useMay()
  const [choosing, choose] = useState<{ server: Api; grant: Grant }>()
  const apis = useRead(['resource-servers', 'all'], () => whole((part) => listed(api.GET('/api/v2/resource-servers', { params: { query: part } }), 'resource_servers')))
  const grants = useRead(['client-grants', client.client_id], () => whole((part) => listed(api.GET('/api/v2/client-grants', { params: { query: { client_id: client.client_id, ...part } } }), 'client_grants')))
  const grantOf = (server: Api) => grants.data?.rows.find(({ audience, subject_type: subject }) => audience === server.identifier && subject === 'client')
  const refresh = [['client-grants']] as const
  const allow = useAct({ act: (audience: string) => api.POST('/api/v2/client-grants', { body: { client_id: client.client_id, audience, scope: [] } }), done: 'Allowed. Choose the permissions it may ask for.', refresh })
  const forbid = useAct({ act: (id: string) => api.DELETE('/api/v2/client-grants/{id}', { params: { path: { id } } }), done: 'No longer allowed.', refresh })
  const mayAsk = (client.grant_types ?? []).includes('client_credentials')
  const change = because(!mayAsk && 'The grant type “client credentials” is off; switch it on under Settings, Advanced.', may('create:client_grants'))
  return (
    <Section title="APIs" about={change ?? 'What this application may call in its own name (client credentials).'}>
      {(allow.problem ?? forbid.problem) && <Problem problem={(allow.problem ?? forbid.problem)!} />}
      <DataTable label="APIs" query={apis} rowKey={({ id }) => id} empty={<Empty icon={IconApi} title="This tenant has no APIs." />} columns={[
        { title: 'API', cell: (server) => <><Link className="row-link" to={pathTo('api', { tenant, id: server.id })}>{server.name}</Link><Text className="mono" c="dimmed">{server.identifier}</Text></> },
        { title: 'Permissions', cell: (server) => {
          const grant = grantOf(server)
          return grant ? <Text size="sm">{grant.allow_all_scopes ? 'all' : `${grant.scope.length} of ${server.scopes?.length ?? 0}`}</Text> : <Text size="sm" c="dimmed">–</Text>
        } },
        { title: 'Allowed', align: 'right', cell: (server) => {
          const grant = grantOf(server)
          return (
            <Group gap="sm" justify="flex-end" wrap="nowrap">
              {grant && <ActButton size="compact-xs" variant="default" aria-label={`Permissions of ${server.name}`} disabledBecause={because(may('update:client_grants'), grant.is_system && 'This grant belongs to the tenant itself.')} onClick={() => choose({ server, grant })}>Permissions</ActButton>}
              <ActSwitch aria-label={`${server.name} allowed`} checked={grant !== undefined} disabledBecause={because(change, grant?.is_system === true && 'This grant belongs to the tenant itself.')} pending={allow.pending || forbid.pending} onSwitch={() => void (grant ? forbid.run(grant.id) : allow.run(server.identifier))} />
            </Group>
          )
        } },
      ]} />
      {choosing && <Permissions {...choosing} close={() => choose(undefined)} />}
    </Section>
  )
}

function Permissions({ server, grant, close }: { server: Api; grant: Grant; close: () => void }) {
  const { api } = useTenant()
  const save = useAct({ act: ({ scope }: { scope: string[] }) => api.PATCH('/api/v2/client-grants/{id}', { params: { path: { id: grant.id } }, body: { scope, ...(grant.allow_all_scopes ? { allow_all_scopes: false } : {}) } }), done: 'Saved.', refresh: [['client-grants']], onDone: close })
  const all = (server.scopes ?? []).map(({ value }) => value)
  return (
    <Modal opened onClose={close} title={`Permissions for ${server.name}`} size="lg">
      {all.length === 0 ? <Text size="sm">This API has no permissions; a token for it needs none.</Text> : (
        <ActForm initial={{ scope: grant.allow_all_scopes ? all : grant.scope }} act={save} fresh submit="Save" onCancel={close}>
          {(form) => (
            <Checkbox.Group aria-label="Permissions" {...form.getInputProps('scope')}>
              <Group gap="xs" mb="sm"><ActButton type="button" size="compact-xs" variant="default" onClick={() => form.setFieldValue('scope', all)}>All</ActButton><ActButton type="button" size="compact-xs" variant="default" onClick={() => form.setFieldValue('scope', [])}>None</ActButton></Group>
              <Stack gap={6} mah={360} style={{ overflowY: 'auto' }} tabIndex={0} role="region" aria-label="All permissions">{(server.scopes ?? []).map(({ value, description }) => <Checkbox key={value} value={value} label={value} description={description} />)}</Stack>
            </Checkbox.Group>
          )}
        </ActForm>
      )}
    </Modal>
  )
}
