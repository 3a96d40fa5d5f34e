/** The export of users of the node that answers: made, watched, fetched, removed. One at a time; how far it is stands on the node, also after a reload. */
import { Checkbox, Group, Loader, Select, Stack, Text } from '@mantine/core'
import { ActButton } from '../../acts/act-button.tsx'
import { CopyValue } from '../../acts/copy-value.tsx'
import { DestroyButton } from '../../acts/destroy-button.tsx'
import { because, useMayConfigure } from '../../acts/may.ts'
import { saveBlob } from '../../acts/save-file.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import type { ApplianceAnswered, ApplianceSent } from '../../api/session.ts'
import { ModalForm } from '../../forms/modal-form.tsx'
import { PasswordField } from '../../forms/password-field.tsx'
import { Empty } from '../../lists/empty.tsx'
import { Moment } from '../../lists/moment.tsx'
import { bytes } from '../../lists/quantities.ts'
import { Status } from '../../lists/status.tsx'
import { Loaded } from '../../shell/loaded.tsx'
import { Page } from '../../shell/page.tsx'
import { Problem } from '../../shell/problem.tsx'
import { Section } from '../../shell/section.tsx'

type Export = ApplianceAnswered<'user-export.status'>
type Field = ApplianceSent<'user-export.create'>['fields'][number]
type Values = { fields: Field[]; format: 'age' | 'openssl'; password: string; again: string }

const fields: Record<Field, string> = {
  __tenant: 'Tenant', user_id: 'User id', email: 'E-mail address', email_verified: 'E-mail address is confirmed', phone_number: 'Phone number', phone_verified: 'Phone number is confirmed',
  name: 'Name', lastLogin: 'Last sign-in', updated_at: 'Last change', _id: 'Number of the record',
}
const tones = { running: 'watch', done: 'good', failed: 'bad' } as const

export default function UserExport() {
  const api = useAppliance()
  const query = useRead(['user-export'], async () => ({ made: (await read(api.GET('/api/appliance/v1/user-export'))) as Export | undefined }), { refetchInterval: ({ state: { data } }) => (data?.made?.state === 'running' ? 2_000 : false) })
  const made = query.data?.made
  return (
    <Page title="User export" about="Chosen fields of the users of every tenant in one encrypted file. Passwords are never in it." actions={<Make present={made} />}>
      <Section title="On the node that answers you">
        <Loaded query={query}>{() => (made ? <Made made={made} /> : <Empty title="There is no export">Make one: it is written on the node, encrypted, and waits there until you have fetched and removed it.</Empty>)}</Loaded>
      </Section>
    </Page>
  )
}

function Made({ made }: { made: Export }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const fetchFile = useAct<void, Blob>({ act: (_, headers) => api.GET('/api/appliance/v1/user-export/file', { headers, parseAs: 'blob' }) as never, onDone: (content) => saveBlob(made.name ?? 'user_export.tar.gz.age', content) })
  const remove = useAct<void>({ act: (_, headers) => api.DELETE('/api/appliance/v1/user-export', { headers }), done: 'The export is removed from the node.', refresh: [['user-export']] })
  const running = made.state === 'running' && 'It is being made; the page says when it is ready.'
  return (
    <Stack gap="sm">
      <Group gap="xs"><Status tone={tones[made.state]}>{made.state === 'done' ? 'ready' : made.state}</Status>{running && <Loader size="xs" />}<Text size="sm" aria-live="polite">{made.sentence}</Text></Group>
      <Text size="sm">{made.users.toLocaleString()} users so far, begun <Moment at={made.started_at} />.{made.bytes !== undefined && <> {bytes(made.bytes)} in <span className="mono">{made.name}</span>.</>}</Text>
      {made.sha256 && <div><Text size="xs" c="dimmed">sha256, to compare after fetching</Text><CopyValue value={made.sha256} label="sha256 of the export" /></div>}
      <Group gap="xs">
        <ActButton size="sm" loading={fetchFile.pending} onClick={() => void fetchFile.run()} disabledBecause={because(may('read:user_export'), running, made.state === 'failed' && 'It failed; remove it and make another.')}>Download</ActButton>
        <DestroyButton label="Remove" name={made.name ?? 'user export'} act={remove} disabledBecause={because(may('delete:user_export'), running)}>The file is gone from the node. Fetch it first if it is still needed.</DestroyButton>
      </Group>
      {fetchFile.problem && <Problem problem={fetchFile.problem} />}
    </Stack>
  )
}

function Make({ present: made }: { present: Export | undefined }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const make = useAct<Values>({ act: ({ fields: chosen, format, password }, headers) => api.POST('/api/appliance/v1/user-export', { body: { fields: chosen, format, password }, headers }), done: 'The export is being made.', refresh: [['user-export']] })
  return (
    <ModalForm<Values> label="Export users" submit="Export them" size="lg" initial={{ fields: ['__tenant', 'user_id', 'email', 'email_verified', 'name'], format: 'age', password: '', again: '' }} act={make}
      disabledBecause={because(may('create:user_export'), made?.state === 'running' && 'One is being made.', made && 'There is an export already; fetch and remove it first.')}
      validate={{
        fields: (chosen) => (chosen.length === 0 ? 'At least one.' : null),
        password: (text) => (text.length < 8 ? 'At least eight characters: whoever finds the file will try short ones.' : null),
        again: (text, { password }) => (text === password ? null : 'This is not the same.'),
      }}>
      {(form) => (
        <>
          <Checkbox.Group label="Fields" required {...form.getInputProps('fields')}><Group gap="sm" my={6}>{Object.entries(fields).map(([name, label]) => <Checkbox key={name} value={name} label={label} />)}</Group></Checkbox.Group>
          <Select label="Encrypted for" allowDeselect={false} data={[{ value: 'age', label: 'age, by passphrase' }, { value: 'openssl', label: 'openssl, weak: only for tools that know nothing else' }]} {...form.getInputProps('format')} />
          <PasswordField label="Password" description="Whoever opens the file needs it. It is not kept." required autoComplete="new-password" {...form.getInputProps('password')} />
          <PasswordField label="Once more" required autoComplete="new-password" {...form.getInputProps('again')} />
        </>
      )}
    </ModalForm>
  )
}
