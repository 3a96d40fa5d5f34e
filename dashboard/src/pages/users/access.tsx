import { Group, Stack, Text } from '@mantine/core'
import { IconDevices } from '@tabler/icons-react'
import { ActButton } from '../../acts/act-button.tsx'
import { because, useMay } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useRead, useTenant } from '../../api/hooks.ts'
import { listed, whole } from '../../api/listed.ts'
import { useParts } from '../../api/parts.ts'
import { DataTable } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { Moment } from '../../lists/moment.tsx'
import { Problem } from '../../shell/problem.tsx'
import { Section } from '../../shell/section.tsx'
import type { User } from './detail.tsx'

/** `Firefox on Linux`, as far as the browser's name for itself says. */
export function browserOf(agent: string | undefined): string {
  if (!agent) return 'unknown'
  const browser = ['Edg', 'OPR', 'Firefox', 'Chrome', 'Safari'].find((name) => agent.includes(`${name}/`))
  const system = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS', 'Linux'].find((name) => agent.includes(name))
  const named = { Edg: 'Edge', OPR: 'Opera' }[browser ?? ''] ?? browser
  return named ? `${named}${system ? ` on ${system.replace('Mac OS', 'macOS')}` : ''}` : agent.slice(0, 60)
}

export function UserAccess({ user }: { user: User }) {
  const { api, scopes } = useTenant()
  const may = useMay()
  const id = user.user_id
  const path = { user_id: id }
  const sessions = useParts(['users', 'sessions', id], (query) => listed(api.GET('/api/v2/users/{user_id}/sessions', { params: { path, query } }), 'sessions'))
  const tokens = useParts(['users', 'tokens', id], (query) => listed(api.GET('/api/v2/users/{user_id}/refresh-tokens', { params: { path, query } }), 'tokens'), { enabled: scopes.has('read:refresh_tokens') })
  const grants = useRead(['users', 'grants', id], () => whole((part) => listed(api.GET('/api/v2/grants', { params: { query: { user_id: id, ...part } } }), 'grants')), { enabled: scopes.has('read:grants') })
  const refresh = [['users']] as const
  const end = useAct({ act: (session: string) => api.POST('/api/v2/sessions/{id}/revoke', { params: { path: { id: session } } }), done: 'The session has ended.', refresh })
  const endAll = useAct({ act: () => api.POST('/api/v2/users/{id}/revoke-access', { params: { path: { id } }, body: {} }), done: 'Every session has ended, and every refresh token is revoked.', refresh })
  const revoke = useAct({ act: (token: string) => api.DELETE('/api/v2/refresh-tokens/{id}', { params: { path: { id: token } } }), done: 'The refresh token was revoked.', refresh })
  const withdraw = useAct({ act: (grant: string) => api.DELETE('/api/v2/grants/{id}', { params: { path: { id: grant } } }), done: 'The consent was withdrawn.', refresh })
  const problem = end.problem ?? endAll.problem ?? revoke.problem ?? withdraw.problem
  const none = (sessions.data?.rows.length ?? 0) + (tokens.data?.rows.length ?? 0) === 0
  return (
    <Stack gap="md">
      {problem && <Problem problem={problem} />}
      <Section title="Sessions" about="Browsers in which this person is signed in." actions={<ActButton size="xs" color="red.8" variant="outline" className="danger" loading={endAll.pending} onClick={() => void endAll.run()} disabledBecause={because(may('delete:sessions'), none && 'There is nothing to end.')}>Sign out everywhere</ActButton>}>
        <DataTable label="Sessions" query={sessions} more={sessions.more} rowKey={({ id: session }) => session} empty={<Empty icon={IconDevices} title="Not signed in anywhere" />} columns={[
          { title: 'Browser', cell: ({ device }) => browserOf(device.last_user_agent ?? device.initial_user_agent) },
          { title: 'Address', from: 'sm', cell: ({ device }) => <Text className="mono" component="span">{device.last_ip ?? device.initial_ip}</Text> },
          { title: 'Signed in', from: 'sm', cell: ({ authenticated_at: at }) => <Moment at={at} /> },
          { title: 'Last used', cell: ({ last_interacted_at: at }) => <Moment at={at} /> },
          { title: 'Actions', align: 'right', cell: ({ id: session, device }) => <ActButton size="compact-xs" variant="default" aria-label={`End the session in ${browserOf(device.last_user_agent)}`} disabledBecause={may('delete:sessions')} onClick={() => void end.run(session)}>End</ActButton> },
        ]} />
      </Section>
      <Section title="Refresh tokens" about="Applications that stay signed in as this person.">
        <DataTable label="Refresh tokens" query={tokens} more={tokens.more} rowKey={({ id: token }) => token} empty={<Empty title="No application stays signed in as this person" />} columns={[
          { title: 'Application', cell: ({ client_id: client }) => <Text className="mono" component="span">{client}</Text> },
          { title: 'Given', from: 'sm', cell: ({ created_at: at }) => <Moment at={at} /> },
          { title: 'Ends', from: 'sm', cell: ({ expires_at: at }) => <Moment at={at} /> },
          { title: 'Actions', align: 'right', cell: ({ id: token, client_id: client }) => <ActButton size="compact-xs" variant="default" aria-label={`Revoke the token of ${client}`} disabledBecause={may('delete:refresh_tokens')} onClick={() => void revoke.run(token)}>Revoke</ActButton> },
        ]} />
      </Section>
      <Section title="Consents" about="What this person allowed third-party applications.">
        <DataTable label="Consents" query={grants} rowKey={({ id: grant }) => grant} empty={<Empty title="Nothing was asked of this person yet" />} columns={[
          { title: 'Application', cell: ({ clientID: client }) => <Text className="mono" component="span">{client}</Text> },
          { title: 'For', cell: ({ audience, scope }) => <Group gap={4}><Text size="sm">{audience || 'profile'}</Text><Text size="xs" c="dimmed">{scope.join(' ')}</Text></Group> },
          { title: 'Actions', align: 'right', cell: ({ id: grant, clientID: client }) => <ActButton size="compact-xs" variant="default" aria-label={`Withdraw the consent for ${client}`} disabledBecause={may('delete:grants')} onClick={() => void withdraw.run(grant)}>Withdraw</ActButton> },
        ]} />
      </Section>
    </Stack>
  )
}
