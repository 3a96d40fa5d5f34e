import { Alert, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { ActButton } from '../../acts/act-button.tsx'
import { CopyValue } from '../../acts/copy-value.tsx'
import { DestroyButton } from '../../acts/destroy-button.tsx'
import { because, useMay } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useRead, useTenant } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import { ActForm, filled } from '../../forms/act-form.tsx'
import { ModalForm } from '../../forms/modal-form.tsx'
import { PasswordField } from '../../forms/password-field.tsx'
import { Moment } from '../../lists/moment.tsx'
import { pathTo } from '../../paths.ts'
import { Problem } from '../../shell/problem.tsx'
import { Section } from '../../shell/section.tsx'
import type { User } from './detail.tsx'
import { Identities } from './identities.tsx'

export function UserProfile({ user }: { user: User }) {
  const { api, name: tenant } = useTenant()
  const may = useMay()
  const navigate = useNavigate()
  const path = { params: { path: { id: user.user_id } } }
  const database = user.identities[0]?.provider === 'auth0'
  const save = useAct({
    act: (values: { email: string; name: string; nickname: string; given_name: string; family_name: string }) => {
      const changed = Object.fromEntries(Object.entries(values).filter(([field, value]) => value !== ((user as Record<string, unknown>)[field] ?? '')).map(([field, value]) => [field, value === '' ? null : value]))
      return api.PATCH('/api/v2/users/{id}', { ...path, body: changed })
    },
    done: 'Saved.', refresh: [['users']],
  })
  const remove = useAct({ act: () => api.DELETE('/api/v2/users/{id}', path), done: 'The user was deleted.', refresh: [['users']], onDone: () => void navigate(pathTo('users', { tenant })) })
  return (
    <Stack gap="md">
      <Blocks user={user} />
      <Section title="About" actions={<UserActs user={user} />}>
        <dl className="definition" style={{ margin: 0 }}>
          <dt>User ID</dt><dd><CopyValue value={user.user_id} label="user ID" /></dd>
          <dt>Created</dt><dd><Moment at={user.created_at} /></dd>
          <dt>Last sign-in</dt><dd><Moment at={user.last_login} />{user.last_ip ? ` from ${user.last_ip}` : ''}</dd>
          <dt>Sign-ins</dt><dd>{(user.logins_count ?? 0).toLocaleString()}</dd>
          <dt>Password changed</dt><dd><Moment at={user.last_password_reset} never="not since it was set" /></dd>
        </dl>
      </Section>
      <Section title="Profile">
        <ActForm initial={{ email: user.email ?? '', name: user.name ?? '', nickname: user.nickname ?? '', given_name: user.given_name ?? '', family_name: user.family_name ?? '' }} act={save} disabledBecause={because(may('update:users'), !database && 'The profile comes from the identity provider at each sign-in.')}>
          {(form) => (
            <>
              <TextInput label="E-mail address" type="email" description="A changed address counts as unconfirmed." maw={480} maxLength={320} {...form.getInputProps('email')} />
              <Group grow maw={640} align="flex-start"><TextInput label="Given name" maxLength={150} {...form.getInputProps('given_name')} /><TextInput label="Family name" maxLength={150} {...form.getInputProps('family_name')} /></Group>
              <Group grow maw={640} align="flex-start"><TextInput label="Name" maxLength={300} {...form.getInputProps('name')} /><TextInput label="Nickname" maxLength={300} {...form.getInputProps('nickname')} /></Group>
            </>
          )}
        </ActForm>
      </Section>
      <Identities user={user} />
      <Section title="Delete" danger>
        <Text size="sm">The account, its password, roles, sessions and refresh tokens go. The log keeps what it has.</Text>
        <div><DestroyButton label="Delete user" name={user.email ?? user.username ?? user.user_id} act={remove} disabledBecause={may('delete:users')}>This cannot be taken back. To keep somebody out and lose nothing, block the user instead.</DestroyButton></div>
      </Section>
    </Stack>
  )
}

function UserActs({ user }: { user: User }) {
  const { api } = useTenant()
  const may = useMay()
  const [link, setLink] = useState<{ title: string; ticket: string }>()
  const path = { params: { path: { id: user.user_id } } }
  const database = user.identities[0]?.provider === 'auth0'
  const block = useAct({ act: () => api.PATCH('/api/v2/users/{id}', { ...path, body: { blocked: !user.blocked } }), done: user.blocked ? 'The user may sign in again.' : 'The user may no longer sign in.', refresh: [['users']] })
  const reset = useAct({ act: () => api.POST('/api/v2/tickets/password-change', { body: { user_id: user.user_id, mark_email_as_verified: false } }), onDone: ({ ticket }) => setLink({ title: 'Link for a new password', ticket: ticket ?? '' }) })
  const confirm = useAct({ act: () => api.POST('/api/v2/tickets/email-verification', { body: { user_id: user.user_id } }), onDone: ({ ticket }) => setLink({ title: 'Link that confirms the address', ticket: ticket ?? '' }) })
  const send = useAct({ act: () => api.POST('/api/v2/jobs/verification-email', { body: { user_id: user.user_id } }), done: `A letter is on its way to ${user.email ?? 'the user'}.` })
  const password = useAct({ act: ({ password: value }: { password: string }) => api.PATCH('/api/v2/users/{id}', { ...path, body: { password: value } }), done: 'The password was set. Sessions have ended.', refresh: [['users']] })
  const problem = block.problem ?? reset.problem ?? confirm.problem ?? send.problem
  const noDatabase = !database && 'Passwords of this user are kept elsewhere.'
  const noAddress = !user.email ? 'The user has no address.' : user.email_verified ? 'The address is confirmed already.' : undefined
  return (
    <>
      <Group gap={6}>
        <ActButton size="xs" variant="default" leftSection={<IconLock size={14} aria-hidden />} loading={block.pending} onClick={() => void block.run()} disabledBecause={may('update:users')}>{user.blocked ? 'Unblock' : 'Block'}</ActButton>
        <ActButton size="xs" variant="default" loading={reset.pending} onClick={() => void reset.run()} disabledBecause={because(may('create:user_tickets'), noDatabase)}>Reset link</ActButton>
        <ActButton size="xs" variant="default" loading={confirm.pending} onClick={() => void confirm.run()} disabledBecause={because(may('create:user_tickets'), noDatabase, noAddress)}>Confirmation link</ActButton>
        <ActButton size="xs" variant="default" loading={send.pending} onClick={() => void send.run()} disabledBecause={because(may('update:users'), noDatabase, noAddress)}>Send confirmation</ActButton>
        <ModalForm label="Set password" submit="Set" variant="default" buttonSize="xs" act={password} initial={{ password: '' }} validate={{ password: filled }} disabledBecause={because(may('update:users'), noDatabase)}>
          {(form) => <PasswordField label="New password" data-autofocus autoComplete="new-password" required description="The person is signed out everywhere. A reset link lets them choose one themselves, which is better." {...form.getInputProps('password')} />}
        </ModalForm>
      </Group>
      {problem && <Problem problem={problem} />}
      <Modal opened={link !== undefined} onClose={() => setLink(undefined)} title={link?.title ?? ''}>
        <Stack gap="sm"><Text size="sm">Works once, for five days. Whoever has it acts as this user: hand it over on a safe way.</Text><CopyValue value={link?.ticket ?? ''} label="link" /></Stack>
      </Modal>
    </>
  )
}

/** After too many wrong passwords. */
function Blocks({ user }: { user: User }) {
  const { api } = useTenant()
  const may = useMay()
  const blocks = useRead(['users', 'blocks', user.user_id], () => read(api.GET('/api/v2/user-blocks/{id}', { params: { path: { id: user.user_id } } })))
  const lift = useAct({ act: () => api.DELETE('/api/v2/user-blocks/{id}', { params: { path: { id: user.user_id } } }), done: 'The blocks were lifted.', refresh: [['users']] })
  const found = blocks.data?.blocked_for ?? []
  if (found.length === 0) return null
  return (
    <Alert color="yellow" variant="light" icon={<IconLock size={18} aria-hidden />} title="Blocked after too many wrong passwords">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{found.map(({ identifier, ip }) => (ip ? `${identifier} from ${ip}` : identifier)).join(', ')}</Text>
        <ActButton size="xs" variant="default" loading={lift.pending} onClick={() => void lift.run()} disabledBecause={may('update:users')}>Lift the blocks</ActButton>
      </Stack>
    </Alert>
  )
}
