/** Both parties and their people: who does which job, invitations, moves. */
import { Alert, Group, MultiSelect, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { CopyValue } from '../../acts/copy-value.tsx'
import { DestroyButton } from '../../acts/destroy-button.tsx'
import { ActButton } from '../../acts/act-button.tsx'
import { because, useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance, useRead, useSession } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import type { ApplianceAnswered, ApplianceSent } from '../../api/session.ts'
import { filled } from '../../forms/act-form.tsx'
import { ModalForm } from '../../forms/modal-form.tsx'
import { DataTable, type Column } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { Status } from '../../lists/status.tsx'
import { Page } from '../../shell/page.tsx'
import { Section } from '../../shell/section.tsx'
import { jobRoles, roleName } from './roles.ts'

type Person = ApplianceAnswered<'persons.list'>[number]
type Invited = { link: string; mailed: boolean }
type Values = ApplianceSent<'persons.invite'>

const refresh = [['persons'], ['parties']]
const tones = { invited: 'watch', active: 'good', removed: 'quiet' } as const
const roleOptions = jobRoles.map((value) => ({ value, label: roleName(value) }))

export default function People() {
  const api = useAppliance()
  const [link, setLink] = useState<Invited>()
  const parties = useRead(['parties'], () => read(api.GET('/api/appliance/v1/parties')))
  const people = useRead(['persons'], async () => ({ rows: await read(api.GET('/api/appliance/v1/persons')) }))
  const columns: readonly Column<Person>[] = [
    { title: 'Person', cell: ({ name, email }) => <><Text size="sm" fw={500}>{name}</Text><Text size="xs" c="dimmed">{email}</Text></> },
    { title: 'Party', cell: ({ party }) => party },
    { title: 'Job roles', least: 180, cell: ({ roles }) => (roles.length === jobRoles.length ? 'every job' : roles.map(roleName).join(', ') || '–') },
    { title: 'State', cell: ({ state }) => <Status tone={tones[state]}>{state}</Status> },
    { title: 'Actions', cell: (person) => <PersonActs person={person} onInvited={setLink} />, width: 260 },
  ]
  return (
    <Page wide title="People and parties" about="A person acts for one party, in one or more jobs; the matrix gives letters to parties and jobs." actions={<Invite onInvited={setLink} />}>
      <Stack gap="md">
        {link && <Alert variant="default" withCloseButton onClose={() => setLink(undefined)} closeButtonLabel="Close" title={link.mailed ? 'The invitation was mailed' : 'No mail server is set: hand the link over yourself'}><Text size="sm">The link is shown this once.</Text><CopyValue value={link.link} label="invitation link" /></Alert>}
        <SimpleGrid cols={{ base: 1, sm: 2 }}>{(parties.data ?? []).map(({ party, name, people: count, key, keyHeldHere: here }) => (
          <Section key={party} title={name} {...(name.toLowerCase() === party ? {} : { about: party })}><Text size="sm">{count === 0 ? 'Nobody yet' : `${count} ${count === 1 ? 'person' : 'people'}`}. Signs with the key <span className="mono">{key ?? '–'}</span>, {here ? 'kept by this appliance' : 'kept by the party itself'}.</Text></Section>
        ))}</SimpleGrid>
        <DataTable label="People" query={people} columns={columns} rowKey={({ id }) => id} empty={<Empty title="Nobody has been invited">The first administrator acts for the subscriber in every job. Invite those who share the work.</Empty>} />
      </Stack>
    </Page>
  )
}

function Invite({ onInvited }: { onInvited: (invited: Invited) => void }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const invite = useAct<Values, Invited>({ act: (body, headers) => api.POST('/api/appliance/v1/persons', { body, headers }), onDone: onInvited, refresh })
  return (
    <ModalForm<Values> label="Invite a person" submit="Invite" initial={{ email: '', name: '', party: 'subscriber', roles: [] }} act={invite} validate={{ email: filled, name: filled }} disabledBecause={may('update:appliance')}>
      {(form) => (
        <>
          <TextInput label="E-mail" type="email" required {...form.getInputProps('email')} />
          <TextInput label="Name" required {...form.getInputProps('name')} />
          <Select label="Party" allowDeselect={false} data={['subscriber', 'provider']} {...form.getInputProps('party')} />
          <MultiSelect label="Job roles" data={roleOptions} {...form.getInputProps('roles')} />
        </>
      )}
    </ModalForm>
  )
}

function PersonActs({ person: { id, name, party, roles, state }, onInvited }: { person: Person; onInvited: (invited: Invited) => void }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const params = { path: { id } }
  const no = because(may('update:appliance'), state === 'removed' && 'The person was removed.')
  const change = useAct<{ name: string; roles: Values['roles'] }>({ act: (body, headers) => api.PATCH('/api/appliance/v1/persons/{id}', { params, body, headers }), done: 'Changed.', refresh })
  const again = useAct<void, Invited>({ act: (_, headers) => api.POST('/api/appliance/v1/persons/{id}/invitation', { params, headers }), onDone: onInvited, refresh })
  const remove = useAct<void>({ act: (_, headers) => api.DELETE('/api/appliance/v1/persons/{id}', { params, headers }), done: `${name} is out; open sessions end.`, refresh })
  return (
    <Group gap={6}>
      <ModalForm<{ name: string; roles: Values['roles'] }> label="Change" submit="Save" variant="default" buttonSize="xs" initial={{ name, roles }} act={change} validate={{ name: filled }} disabledBecause={no}>
        {(form) => <><TextInput label="Name" required {...form.getInputProps('name')} /><MultiSelect label="Job roles" data={roleOptions} {...form.getInputProps('roles')} /></>}
      </ModalForm>
      {state === 'invited' && <ActButton size="xs" variant="default" loading={again.pending} onClick={() => void again.run()} disabledBecause={no}>Invite again</ActButton>}
      <Move person={{ id, name, party }} disabledBecause={no} />
      <DestroyButton label="Remove" size="xs" name={name} act={remove} disabledBecause={no}>What {name} did stays on record; sessions end at once.</DestroyButton>
    </Group>
  )
}

/** Whoever changes sides begins with other jobs: what they were on the one side says nothing of the other. */
function Move({ person: { id, name, party }, disabledBecause }: { person: Pick<Person, 'id' | 'name' | 'party'>; disabledBecause: string | undefined }) {
  const api = useAppliance()
  const other = party === 'provider' ? 'subscriber' : 'provider'
  const { access } = useSession()
  const held = useRead(['settings', 'parties'], () => read(api.GET('/api/appliance/v1/settings/{id}', { params: { path: { id: 'responsibilities.parties' } } })), { enabled: access.scopes.includes('read:settings') })
  const single = held.data !== undefined && held.data.value !== 'two' && 'One organisation holds both parties here; the setting “Parties” under Settings, Responsibilities, makes them two.'
  const move = useAct<{ roles: string[] }>({ act: ({ roles }, headers) => api.PUT('/api/appliance/v1/persons/{id}/party', { params: { path: { id } }, body: { party: other, roles: roles as never }, headers }), done: `${name} acts for the ${other} now; open sessions end.`, refresh })
  return (
    <ModalForm<{ roles: string[] }> label="Move" submit={`Move to the ${other}`} variant="default" buttonSize="xs" initial={{ roles: [] }} act={move} disabledBecause={because(disabledBecause, single)}>
      {(form) => <><Text size="sm">{name} acts for the {other} from now on. Sessions end at once; what {name} did for the {party} stays on record as done for it.</Text><MultiSelect label={`Job roles at the ${other}`} data={roleOptions} {...form.getInputProps('roles')} /></>}
    </ModalForm>
  )
}
