/** Token exchange profiles (RFC 8693): which subject tokens this tenant takes, from which issuer, and whose they are. */
import { Group, Select, Text, TextInput } from '@mantine/core'
import { DestroyButton } from '../../acts/destroy-button.tsx'
import { useMay } from '../../acts/may.ts'
import { useAct, type Act } from '../../acts/use-act.ts'
import { useTenant } from '../../api/hooks.ts'
import { listed } from '../../api/listed.ts'
import { useParts } from '../../api/parts.ts'
import type { Answered, Sent } from '../../api/session.ts'
import type { FormOf } from '../../forms/act-form.tsx'
import { ModalForm } from '../../forms/modal-form.tsx'
import { DataTable, type Column } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { Section } from '../../shell/section.tsx'

type Profile = Answered<'tokenExchangeProfiles.get'>
type Issuer = Profile['trusted_issuer']
type Values = { name: string; subject_token_type: string; issuer: string; jwks_uri: string; audience: string; user_by: Issuer['user_by']; connection: string; creation: string }

const refresh = [['token-exchange']]
const between = (least: number, most: number) => (text: string): string | null => (text.trim().length < least || text.trim().length > most ? `${least} to ${most} characters.` : null)
const absolute = (text: string): string | null => (/^https:\/\/\S+$/.test(text.trim()) ? null : 'An https address.')

/** What the form does not show (keys by value, what is taken over at a sign-in) is sent back as it is. */
const issuerOf = ({ issuer, jwks_uri: uri, audience, user_by: by, connection, creation }: Values, before?: Issuer): Issuer => {
  const { jwks_uri: _uri, audience: _audience, connection: _connection, creation_behavior: _creation, ...kept } = before ?? {}
  return {
    ...kept, issuer: issuer.trim(), user_by: by, ...(uri.trim() ? { jwks_uri: uri.trim() } : {}), ...(audience.trim() ? { audience: audience.trim() } : {}),
    ...(by === 'connection' ? { connection: connection.trim(), creation_behavior: creation as 'none' } : {}),
  } as Issuer
}
const bodyOf = (values: Values, before?: Issuer) => ({ name: values.name.trim(), subject_token_type: values.subject_token_type.trim(), trusted_issuer: issuerOf(values, before) })

export function TokenExchange() {
  const { api } = useTenant()
  const may = useMay()
  const query = useParts(['token-exchange'], (part) => listed(api.GET('/api/v2/token-exchange-profiles', { params: { query: part } }), 'token_exchange_profiles'))
  const create = useAct<Values>({ act: (values) => api.POST('/api/v2/token-exchange-profiles', { body: { ...bodyOf(values), type: 'custom_authentication' } as Sent<'tokenExchangeProfiles.create'> }), done: 'Tokens of this type are taken now.', refresh })
  const columns: readonly Column<Profile>[] = [
    { title: 'Name', cell: ({ name }) => <Text size="sm" fw={500}>{name}</Text> },
    { title: 'Type of the subject token', least: 200, cell: ({ subject_token_type: type }) => <span className="mono" style={{ overflowWrap: 'anywhere' }}>{type}</span> },
    { title: 'Issuer', least: 180, cell: ({ trusted_issuer: { issuer } }) => <span style={{ overflowWrap: 'anywhere' }}>{issuer}</span> },
    { title: 'Whose they are', cell: ({ trusted_issuer: { user_by: by, connection } }) => (by === 'id' ? 'the user of that id' : `the user of ${connection ?? 'a connection'}`), from: 'sm' },
    { title: 'Actions', cell: (profile) => <ProfileActs profile={profile} />, width: 190 },
  ]
  return (
    <Section title="Token exchange" about="An application that holds a token of another issuer exchanges it for one of this tenant, at the token endpoint. Allow the grant at the application, too." actions={<ProfileForm label="Add a profile" act={create} disabledBecause={may('create:token_exchange_profiles')} />}>
      <DataTable label="Token exchange profiles" query={query} more={query.more} columns={columns} rowKey={({ id }) => id} empty={<Empty title="No profile">No token of another issuer is taken. Add a profile to say which are, and how their users are found.</Empty>} />
    </Section>
  )
}

function ProfileActs({ profile }: { profile: Profile }) {
  const { api } = useTenant()
  const may = useMay()
  const params = { path: { id: profile.id } }
  const change = useAct<Values>({ act: (values) => api.PATCH('/api/v2/token-exchange-profiles/{id}', { params, body: bodyOf(values, profile.trusted_issuer) as Sent<'tokenExchangeProfiles.update'> }), done: 'Saved.', refresh })
  const remove = useAct<void>({ act: () => api.DELETE('/api/v2/token-exchange-profiles/{id}', { params }), done: 'Tokens of this type are not taken any more.', refresh })
  return (
    <Group gap={6}>
      <ProfileForm label="Change" profile={profile} act={change} disabledBecause={may('update:token_exchange_profiles')} />
      <DestroyButton label="Delete" size="xs" name={profile.name} act={remove} disabledBecause={may('delete:token_exchange_profiles')}>Applications that exchange such tokens are refused from now on.</DestroyButton>
    </Group>
  )
}

function ProfileForm({ label, profile, act, disabledBecause }: { label: string; profile?: Profile; act: Act<Values>; disabledBecause: string | undefined }) {
  const from = profile?.trusted_issuer
  const initial: Values = { name: profile?.name ?? '', subject_token_type: profile?.subject_token_type ?? 'urn:', issuer: from?.issuer ?? '', jwks_uri: from?.jwks_uri ?? '', audience: from?.audience ?? '', user_by: from?.user_by ?? 'id', connection: from?.connection ?? '', creation: from?.creation_behavior ?? 'none' }
  return (
    <ModalForm<Values> label={label} submit={profile ? 'Save' : 'Add'} size="lg" {...(profile ? { variant: 'default', buttonSize: 'xs' } as const : {})} initial={initial} act={act} disabledBecause={disabledBecause}
      validate={{
        name: between(3, 50), subject_token_type: between(8, 100), issuer: between(1, 2048), jwks_uri: (text) => (text.trim() === '' && from?.jwks ? null : absolute(text)),
        connection: (text, { user_by: by }) => (by === 'connection' && text.trim() === '' ? 'This is needed.' : null),
      }}>
      {(form) => <Fields form={form} />}
    </ModalForm>
  )
}

const Fields = ({ form }: { form: FormOf<Values> }) => (
  <>
    <TextInput label="Name" required maxLength={50} data-autofocus {...form.getInputProps('name')} />
    <TextInput label="Type of the subject token" description="What applications send as subject_token_type, for example urn:example:legacy-token." required maxLength={100} classNames={{ input: 'mono' }} spellCheck={false} {...form.getInputProps('subject_token_type')} />
    <TextInput label="Issuer" description="The “iss” of the tokens, letter for letter." required maxLength={2048} {...form.getInputProps('issuer')} />
    <TextInput label="Address of its public keys" description="Its JWKS." placeholder="https://issuer.example.com/.well-known/jwks.json" required maxLength={2048} {...form.getInputProps('jwks_uri')} />
    <TextInput label="Audience" description="The “aud” that the tokens must have; this tenant’s issuer when empty." maxLength={600} {...form.getInputProps('audience')} />
    <Select label="Whose they are" allowDeselect={false} data={[{ value: 'id', label: 'Their “sub” is the id of a user here' }, { value: 'connection', label: 'Their “sub” is an identity of a connection' }]} {...form.getInputProps('user_by')} />
    {form.values.user_by === 'connection' && <TextInput label="Connection" description="Its name." required maxLength={128} {...form.getInputProps('connection')} />}
    {form.values.user_by === 'connection' && <Select label="Who is not known yet" allowDeselect={false} data={[{ value: 'none', label: 'is refused' }, { value: 'create_if_not_exists', label: 'is created' }]} {...form.getInputProps('creation')} />}
  </>
)
