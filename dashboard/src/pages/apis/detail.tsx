import { Alert, Badge, Select, Stack, Switch, Text, TextInput } from '@mantine/core'
import { useNavigate, useParams } from 'react-router'
import { CopyValue } from '../../acts/copy-value.tsx'
import { DestroyButton } from '../../acts/destroy-button.tsx'
import { because, useMay } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useRead, useTenant } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import type { Answered, Sent } from '../../api/session.ts'
import { ActForm, filled } from '../../forms/act-form.tsx'
import { DurationField, spanBetween } from '../../forms/duration-field.tsx'
import { pathTo } from '../../paths.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page } from '../../shell/page.tsx'
import { Section } from '../../shell/section.tsx'
import { Tabbed } from '../../shell/tabbed.tsx'
import { ApiPermissions } from './permissions.tsx'
import { TestToken } from './test-token.tsx'

export type Api = Answered<'resourceServers.get'>

export default function ApiPage() {
  const { id = '' } = useParams()
  const { api, name: tenant } = useTenant()
  const found = useRead(['resource-servers', 'one', id], () => read(api.GET('/api/v2/resource-servers/{id}', { params: { path: { id } } })))
  return (
    <Page title={found.data?.name ?? 'API'} back={{ to: pathTo('apis', { tenant }), label: 'APIs' }} badges={found.data?.is_system && <Badge variant="default">of the tenant</Badge>} about={found.data && <CopyValue value={found.data.identifier} label="audience" />}>
      <Loaded query={found}>
        {(server) => (
          <Tabbed label="Parts of this API" tabs={[
            { name: 'permissions', title: 'Permissions', content: () => <ApiPermissions server={server} /> },
            { name: 'test', title: 'Test token', content: () => <TestToken server={server} /> },
            { name: 'settings', title: 'Settings', content: () => <Settings server={server} /> },
          ]} />
        )}
      </Loaded>
    </Page>
  )
}

const dialects = [
  { value: 'access_token', label: 'Compatible' }, { value: 'access_token_authz', label: 'Compatible, with permissions' },
  { value: 'rfc9068_profile', label: 'RFC 9068' }, { value: 'rfc9068_profile_authz', label: 'RFC 9068, with permissions' },
]

function Settings({ server }: { server: Api }) {
  const { api, name: tenant } = useTenant()
  const may = useMay()
  const navigate = useNavigate()
  const path = { params: { path: { id: server.id } } }
  const save = useAct({ act: (body: Sent<'resourceServers.update'>) => api.PATCH('/api/v2/resource-servers/{id}', { ...path, body }), done: 'Saved.', refresh: [['resource-servers']] })
  const remove = useAct({ act: () => api.DELETE('/api/v2/resource-servers/{id}', path), done: 'The API was deleted.', refresh: [['resource-servers']], onDone: () => void navigate(pathTo('apis', { tenant })) })
  const system = server.is_system && 'This API belongs to the tenant itself.'
  return (
    <Stack gap="md">
      {system && <Alert color="gray" variant="light"><Text size="sm">{system} It is shown, and cannot be changed.</Text></Alert>}
      <Section title="Settings">
        <ActForm
          initial={{ name: server.name ?? '', token_lifetime: server.token_lifetime ?? 86_400, token_lifetime_for_web: server.token_lifetime_for_web ?? 7_200, signing_alg: server.signing_alg ?? ('RS256' as const), token_dialect: server.token_dialect ?? ('access_token' as const), enforce_policies: server.enforce_policies ?? false, allow_offline_access: server.allow_offline_access ?? false, skip_consent_for_verifiable_first_party_clients: server.skip_consent_for_verifiable_first_party_clients ?? false }}
          validate={{ name: filled, token_lifetime: spanBetween(0, 2_592_000), token_lifetime_for_web: spanBetween(0, 2_592_000) }} act={save} disabledBecause={because(system, may('update:resource_servers'))}
        >
          {(form) => (
            <>
              <TextInput label="Name" required maxLength={200} maw={480} {...form.getInputProps('name')} />
              <DurationField label="Lifetime of access tokens" max={2_592_000} {...form.getInputProps('token_lifetime')} />
              <DurationField label="Lifetime of tokens given to the browser" description="Implicit and hybrid flows." max={2_592_000} {...form.getInputProps('token_lifetime_for_web')} />
              <Select label="Signature" data={['RS256', 'RS512', 'PS256', 'ES256', 'HS256']} allowDeselect={false} maw={240} {...form.getInputProps('signing_alg')} />
              <Select label="Form of tokens" data={dialects} allowDeselect={false} maw={320} {...form.getInputProps('token_dialect')} />
              <Switch label="Roles decide" description="A token carries only the permissions that the user has." {...form.getInputProps('enforce_policies', { type: 'checkbox' })} />
              <Switch label="Refresh tokens" description="Applications may ask for offline access." {...form.getInputProps('allow_offline_access', { type: 'checkbox' })} />
              <Switch label="No consent for first-party applications" {...form.getInputProps('skip_consent_for_verifiable_first_party_clients', { type: 'checkbox' })} />
            </>
          )}
        </ActForm>
      </Section>
      {!server.is_system && (
        <Section title="Delete" danger>
          <Text size="sm">No further tokens are made for it; its client grants and permissions go with it.</Text>
          <div><DestroyButton label="Delete API" name={server.name ?? server.identifier} act={remove} disabledBecause={may('delete:resource_servers')}>Tokens that are out stay valid until they expire. This cannot be taken back.</DestroyButton></div>
        </Section>
      )}
    </Stack>
  )
}
