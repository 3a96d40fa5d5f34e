import { Alert, Badge, Group, List, Modal, Radio, Select, Stack, Text, TextInput } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import { useState } from 'react'
import { CopyValue } from '../../acts/copy-value.tsx'
import { DestroyButton } from '../../acts/destroy-button.tsx'
import { because } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useRead, useSession, useTenant } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import type { AdministratorRole } from '../../api/session.ts'
import { ModalForm } from '../../forms/modal-form.tsx'
import { DataTable } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { Moment } from '../../lists/moment.tsx'
import { Page } from '../../shell/page.tsx'
import { Problem } from '../../shell/problem.tsx'

const roles: { value: AdministratorRole; label: string; about: string }[] = [
  { value: 'administrator', label: 'Administrator', about: 'Everything in this tenant, and who administers it.' },
  { value: 'developer', label: 'Developer', about: 'Applications, APIs, connections, roles, looks; creates users. No tenant settings.' },
  { value: 'support', label: 'Support', about: 'Finds, blocks and helps users; ends sessions. No applications.' },
  { value: 'viewer', label: 'Viewer', about: 'Reads everything but secrets.' },
]

export default function Administrators() {
  const { appliance, access } = useSession()
  const { name: tenant, role } = useTenant()
  const [invited, setInvited] = useState<{ link: string | null; mailed: boolean }>()
  const path = { params: { path: { tenant } } }
  const all = useRead(['administrators'], async () => ({ rows: await read(appliance.GET('/api/appliance/v1/tenants/{tenant}/administrators', path)) }))
  const refresh = [['administrators']] as const
  const invite = useAct({ act: (body: { email: string; role: AdministratorRole }) => appliance.POST('/api/appliance/v1/tenants/{tenant}/administrators', { ...path, body }), refresh, onDone: ({ link, mailed }) => setInvited({ link: link ?? null, mailed }) })
  const change = useAct({ act: ({ id, to }: { id: string; to: AdministratorRole }) => appliance.PATCH('/api/appliance/v1/tenants/{tenant}/administrators/{user_id}', { params: { path: { tenant, user_id: id } }, body: { role: to } }), done: 'The role was changed. It counts at once.', refresh })
  const closed = role === 'administrator' ? undefined : 'Only an administrator of this tenant may do this.'
  const rows = all.data?.rows ?? []
  const alone = (id: string) => rows.filter((row) => row.role === 'administrator').every((row) => row.user_id === id)
  return (
    <Page title="Administrators" about="People of the root tenant authority who open this tenant in the dashboard. They are not among its users." actions={
      <ModalForm label="Invite" submit="Invite" act={invite} initial={{ email: '', role: 'developer' as AdministratorRole }} validate={{ email: (value) => (/^[^\s@]+@[^\s@]+$/.test(value) ? null : 'This is no e-mail address.') }} disabledBecause={closed}>
        {(form) => (
          <>
            <TextInput label="E-mail address" type="email" required data-autofocus maxLength={320} {...form.getInputProps('email')} />
            <Radio.Group label="Role" {...form.getInputProps('role')}><Stack gap="xs" mt={6}>{roles.map(({ value, label, about }) => <Radio key={value} value={value} label={label} description={about} />)}</Stack></Radio.Group>
          </>
        )}
      </ModalForm>
    }>
      <Stack gap="sm">
        {change.problem && <Problem problem={change.problem} />}
        <DataTable label="Administrators" query={all} rowKey={({ user_id: id }) => id} empty={<Empty title="Nobody" />} columns={[
          { title: 'Person', cell: ({ user_id: id, email, name, pending, blocked }) => <Group gap="xs"><Text size="sm" fw={500}>{email ?? name ?? id}</Text>{id === access.user_id && <Badge size="sm" variant="default">you</Badge>}{pending && <Badge size="sm" variant="outline">not yet signed in</Badge>}{blocked && <Badge size="sm" color="red.8" variant="outline" className="danger">blocked</Badge>}</Group> },
          { title: 'Role', width: 190, cell: ({ user_id: id, email, role: held }) => closed !== undefined || alone(id) ? <Text size="sm" title={closed ?? 'The last administrator stays; make somebody else one first.'}>{roles.find(({ value }) => value === held)?.label ?? held}</Text> : <Select size="xs" aria-label={`Role of ${email ?? id}`} data={roles.map(({ value, label }) => ({ value, label }))} value={held} allowDeselect={false} onChange={(to) => to && to !== held && !change.pending && void change.run({ id, to: to as AdministratorRole })} /> },
          { title: 'Last sign-in', from: 'sm', cell: ({ last_login: at }) => <Moment at={at} /> },
          { title: 'Since', from: 'md', cell: ({ created_at: at }) => <Moment at={at} /> },
          { title: 'Actions', align: 'right', cell: ({ user_id: id, email }) => <Remove id={id} name={email ?? id} disabledBecause={because(closed, alone(id) && 'The last administrator stays; make somebody else one first.')} /> },
        ]} />
        <Alert variant="light" color="gray" icon={<IconInfoCircle size={17} aria-hidden />}><List size="sm" listStyleType="none">{roles.map(({ value, label, about }) => <List.Item key={value}><strong>{label}</strong>: {about}</List.Item>)}</List></Alert>
      </Stack>
      <Modal opened={invited !== undefined} onClose={() => setInvited(undefined)} title="Invited">
        <Stack gap="sm">
          <Text size="sm">{invited?.mailed ? 'A letter is on its way.' : 'No letter could be sent.'} {invited?.link ? 'This link lets the person choose a password; it works once and is shown this once. Hand it over yourself if the letter does not arrive.' : 'The person has an account already and finds this tenant at the next sign-in.'}</Text>
          {invited?.link && <CopyValue value={invited.link} label="invitation link" />}
        </Stack>
      </Modal>
    </Page>
  )
}

function Remove({ id, name, disabledBecause }: { id: string; name: string; disabledBecause: string | undefined }) {
  const { appliance } = useSession()
  const { name: tenant } = useTenant()
  const remove = useAct({ act: () => appliance.DELETE('/api/appliance/v1/tenants/{tenant}/administrators/{user_id}', { params: { path: { tenant, user_id: id } } }), done: 'Removed; the next click of theirs is refused.', refresh: [['administrators']] })
  return <DestroyButton size="xs" label="Remove" name={name} act={remove} disabledBecause={disabledBecause}>{name} can no longer open this tenant. The account stays.</DestroyButton>
}
