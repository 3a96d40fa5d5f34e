import { Alert, Badge, Button, Group, Modal, Radio, Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconAlertTriangle } from '@tabler/icons-react'
import { ActButton } from '../../acts/act-button.tsx'
import { CopyValue } from '../../acts/copy-value.tsx'
import { because, useMay } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useRead, useTenant } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import type { Answered } from '../../api/session.ts'
import { ActForm, filled } from '../../forms/act-form.tsx'
import { ModalForm } from '../../forms/modal-form.tsx'
import { DataTable } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { Moment } from '../../lists/moment.tsx'
import { Problem } from '../../shell/problem.tsx'
import { Section } from '../../shell/section.tsx'
import { isPublic, type Client } from './kinds.ts'

export function ApplicationCredentials({ client }: { client: Client }) {
  return (
    <Stack gap="md">
      <Method client={client} />
      {!isPublic(client) && <Secret client={client} />}
      {!isPublic(client) && <Keys client={client} />}
    </Stack>
  )
}

const methods = [
  ['none', 'None', 'For applications that cannot keep a secret. PKCE protects the code.'],
  ['client_secret_post', 'Secret in the body', 'client_id and client_secret among the form fields.'],
  ['client_secret_basic', 'Secret in a header', 'HTTP Basic.'],
] as const
type MethodName = (typeof methods)[number][0]

function Method({ client }: { client: Client }) {
  const { api } = useTenant()
  const may = useMay()
  const save = useAct({ act: (body: { token_endpoint_auth_method: MethodName }) => api.PATCH('/api/v2/clients/{id}', { params: { path: { id: client.client_id } }, body }), done: 'Saved.', refresh: [['clients']] })
  const other = client.client_authentication_methods
  if (other) return <Section title="Authentication"><Text size="sm">This application proves itself by {Object.keys(other).map((name) => name.replaceAll('_', ' ')).join(', ')}.</Text></Section>
  return (
    <Section title="Authentication" about="How the application proves at the token endpoint that it is itself.">
      <ActForm initial={{ token_endpoint_auth_method: (client.token_endpoint_auth_method ?? 'client_secret_post') as MethodName }} act={save} disabledBecause={may('update:clients')}>
        {(form) => <Radio.Group aria-label="Authentication method" {...form.getInputProps('token_endpoint_auth_method')}><Stack gap="xs">{methods.map(([value, label, about]) => <Radio key={value} value={value} label={label} description={about} />)}</Stack></Radio.Group>}
      </ActForm>
    </Section>
  )
}

function Secret({ client }: { client: Client }) {
  const { api } = useTenant()
  const may = useMay()
  const [opened, { open, close }] = useDisclosure()
  const rotate = useAct({ act: () => api.POST('/api/v2/clients/{id}/rotate-secret', { params: { path: { id: client.client_id } } }), done: 'The application has a new secret.', refresh: [['clients']], onDone: close })
  return (
    <Section title="Secret">
      {client.client_secret ? <CopyValue value={client.client_secret} label="client secret" secret /> : <Text size="sm" c="dimmed">Your role on this tenant does not show secrets.</Text>}
      <div><ActButton variant="default" size="xs" onClick={open} disabledBecause={may('update:client_keys')}>Rotate the secret</ActButton></div>
      <Modal opened={opened} onClose={close} title="Rotate the secret">
        <Stack gap="sm">
          <Alert color="yellow" variant="light" icon={<IconAlertTriangle size={18} aria-hidden />}><Text size="sm">The present secret stops working at once. Be ready to put the new one into the application; to change without a gap, use a key pair below.</Text></Alert>
          {rotate.problem && <Problem problem={rotate.problem} />}
          <Group justify="flex-end"><Button variant="default" onClick={close} data-autofocus>Cancel</Button><Button color="red.8" loading={rotate.pending} onClick={() => void rotate.run()}>Rotate now</Button></Group>
        </Stack>
      </Modal>
    </Section>
  )
}

type Credential = Answered<'clientCredentials.list'>[number]

/** Public keys: two at a time make a change without a gap. */
function Keys({ client }: { client: Client }) {
  const { api, scopes } = useTenant()
  const may = useMay()
  const path = { params: { path: { client_id: client.client_id } } }
  const keys = useRead(['clients', 'credentials', client.client_id], async () => ({ rows: (await read(api.GET('/api/v2/clients/{client_id}/credentials', path))) as Credential[] }), { enabled: scopes.has('read:client_credentials') })
  const used = new Set((client.client_authentication_methods?.private_key_jwt?.credentials ?? []).map(({ id }) => id))
  const add = useAct({ act: (values: { name: string; pem: string; alg: 'RS256' | 'RS384' | 'PS256' }) => api.POST('/api/v2/clients/{client_id}/credentials', { ...path, body: { credential_type: 'public_key', ...values } }), done: 'The key was added.', refresh: [['clients']] })
  const use = useAct({
    act: (ids: string[]) => api.PATCH('/api/v2/clients/{id}', { params: { path: { id: client.client_id } }, body: ids.length > 0 ? { client_authentication_methods: { private_key_jwt: { credentials: ids.map((id) => ({ id })) } } } : { client_authentication_methods: null, token_endpoint_auth_method: 'client_secret_post' } }),
    done: 'Saved.', refresh: [['clients']],
  })
  const remove = useAct({ act: (id: string) => api.DELETE('/api/v2/clients/{client_id}/credentials/{credential_id}', { params: { path: { client_id: client.client_id, credential_id: id } } }), done: 'The key was removed.', refresh: [['clients']] })
  if (!scopes.has('read:client_credentials')) return null
  return (
    <Section title="Key pairs" about="Instead of a secret the application signs an assertion (private_key_jwt). To rotate: add the new key, use both, change the application, remove the old one." actions={
      <ModalForm label="Add a public key" variant="default" submit="Add" act={add} initial={{ name: '', pem: '', alg: 'RS256' as const }} validate={{ name: filled, pem: filled }} disabledBecause={may('create:client_credentials')}>
        {(form) => (
          <>
            <TextInput label="Name" required data-autofocus maxLength={128} {...form.getInputProps('name')} />
            <Textarea label="Public key" required description="PEM, or a JWK as JSON." autosize minRows={5} maxRows={12} classNames={{ input: 'mono' }} spellCheck={false} {...form.getInputProps('pem')} />
            <Select label="Algorithm" data={['RS256', 'RS384', 'PS256']} allowDeselect={false} {...form.getInputProps('alg')} />
          </>
        )}
      </ModalForm>
    }>
      {(use.problem ?? remove.problem) && <Problem problem={(use.problem ?? remove.problem)!} />}
      <DataTable label="Keys" query={keys} rowKey={({ id }) => id} empty={<Empty title="No keys yet" />} columns={[
        { title: 'Name', cell: ({ name, id }) => <Group gap="xs">{name}{used.has(id) && <Badge size="sm" variant="light">in use</Badge>}</Group> },
        { title: 'Key ID', from: 'sm', cell: ({ kid }) => <Text className="mono" component="span">{kid}</Text> },
        { title: 'Algorithm', from: 'sm', cell: ({ alg }) => alg },
        { title: 'Added', from: 'md', cell: ({ created_at: at }) => <Moment at={at} /> },
        { title: 'Actions', align: 'right', cell: ({ id, name }) => (
          <Group gap={6} justify="flex-end" wrap="nowrap">
            <ActButton size="compact-xs" variant="default" aria-label={`${used.has(id) ? 'Stop using' : 'Use'} ${name}`} disabledBecause={because(may('update:client_credentials'))} onClick={() => void use.run(used.has(id) ? [...used].filter((each) => each !== id) : [...used, id])}>{used.has(id) ? 'Stop using' : 'Use'}</ActButton>
            <ActButton size="compact-xs" variant="subtle" color="red.8" className="danger" aria-label={`Remove ${name}`} disabledBecause={because(may('delete:client_credentials'), used.has(id) && 'In use: stop using it first.')} onClick={() => void remove.run(id)}>Remove</ActButton>
          </Group>
        ) },
      ]} />
    </Section>
  )
}
