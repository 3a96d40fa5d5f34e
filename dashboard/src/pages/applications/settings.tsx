import { Checkbox, Select, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core'
import { useNavigate } from 'react-router'
import { DestroyButton } from '../../acts/destroy-button.tsx'
import { useMay } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useTenant } from '../../api/hooks.ts'
import type { Sent } from '../../api/session.ts'
import { ActForm, filled } from '../../forms/act-form.tsx'
import { DurationField, spanBetween } from '../../forms/duration-field.tsx'
import { everyUrl, LinesField } from '../../forms/lines-field.tsx'
import { pathTo } from '../../paths.ts'
import { Section } from '../../shell/section.tsx'
import { isMachine, kinds, type Client } from './kinds.ts'

const grants = [
  ['authorization_code', 'Authorization code', 'People sign in on the login page.'],
  ['refresh_token', 'Refresh token', 'Stays signed in without asking again.'],
  ['client_credentials', 'Client credentials', 'Calls APIs in its own name.'],
  ['implicit', 'Implicit', 'Tokens in the address. For old clients only.'],
  ['password', 'Password', 'The application sees passwords. Avoid it.'],
  ['urn:ietf:params:oauth:grant-type:device_code', 'Device code', 'Televisions and command lines.'],
  ['urn:openid:params:grant-type:ciba', 'Back channel (CIBA)', 'Asked on another device.'],
] as const

type Body = Sent<'clients.update'>
type Basics = { name: string; description: string; app_type: NonNullable<Client['app_type']>; logo_uri: string; is_first_party: boolean }
type Addresses = { callbacks: string[]; allowed_logout_urls: string[]; web_origins: string[]; allowed_origins: string[]; initiate_login_uri: string }
type Refreshing = { rotating: boolean; leeway: number; expiring: boolean; token_lifetime: number; idle_token_lifetime: number }
type Advanced = { grant_types: string[]; lifetime: number; alg: 'HS256' | 'RS256' | 'RS512' | 'PS256'; require_pushed_authorization_requests: boolean }

function refreshSettings({ rotating, leeway, expiring, ...lifetimes }: Refreshing): Body {
  const ends = rotating || expiring
  return { refresh_token: { rotation_type: rotating ? 'rotating' : 'non-rotating', expiration_type: ends ? 'expiring' : 'non-expiring', leeway, ...lifetimes, infinite_token_lifetime: !ends, infinite_idle_token_lifetime: !ends } }
}

/** Each form has an act of its own, so that a refusal stands where it belongs. */
function useSave<Values>(client: Client, body: (values: Values) => Body = (values) => values as Body) {
  const { api } = useTenant()
  return useAct({ act: (values: Values) => api.PATCH('/api/v2/clients/{id}', { params: { path: { id: client.client_id } }, body: body(values) }), done: 'Saved.', refresh: [['clients']] })
}

export function ApplicationSettings({ client }: { client: Client }) {
  const { api, name: tenant } = useTenant()
  const may = useMay()
  const navigate = useNavigate()
  const path = { params: { path: { id: client.client_id } } }
  const [basics, addresses, refreshing, advanced] = [useSave<Basics>(client), useSave<Addresses>(client), useSave<Refreshing>(client, refreshSettings), useSave<Advanced>(client, ({ lifetime, alg, ...values }) => ({ ...values, jwt_configuration: { lifetime_in_seconds: lifetime, alg } }))]
  const remove = useAct({ act: () => api.DELETE('/api/v2/clients/{id}', path), done: `${client.name} was deleted.`, refresh: [['clients']], onDone: () => void navigate(pathTo('applications', { tenant })) })
  const closed = may('update:clients')
  const refresh = client.refresh_token

  return (
    <Stack gap="md">
      <Section title="Basics">
        <ActForm initial={{ name: client.name, description: client.description ?? '', app_type: client.app_type ?? 'spa', logo_uri: client.logo_uri ?? '', is_first_party: client.is_first_party !== false }} validate={{ name: filled }} act={basics} disabledBecause={closed}>
          {(form) => (
            <>
              <TextInput label="Name" required maxLength={255} maw={480} {...form.getInputProps('name')} />
              <Textarea label="Description" maxLength={140} description="Up to 140 characters." autosize maw={640} {...form.getInputProps('description')} />
              <Select label="Kind" data={kinds.map(({ value, label }) => ({ value, label }))} allowDeselect={false} maw={320} {...form.getInputProps('app_type')} />
              <TextInput label="Logo" description="Address of an image, shown on the consent page." maw={640} {...form.getInputProps('logo_uri')} />
              <Switch label="First party" description="Belongs to the owner of this tenant. A third party’s users are asked for their consent." {...form.getInputProps('is_first_party', { type: 'checkbox' })} />
            </>
          )}
        </ActForm>
      </Section>

      {!isMachine(client) && (
        <Section title="Addresses" about="One a line. People are sent nowhere else.">
          <ActForm
            initial={{ callbacks: client.callbacks ?? [], allowed_logout_urls: client.allowed_logout_urls ?? [], web_origins: client.web_origins ?? [], allowed_origins: client.allowed_origins ?? [], initiate_login_uri: client.initiate_login_uri ?? '' }}
            validate={{ callbacks: everyUrl(), allowed_logout_urls: everyUrl(), web_origins: everyUrl(), allowed_origins: everyUrl() }}
            act={addresses} disabledBecause={closed}
          >
            {(form) => (
              <>
                <LinesField label="Callback URLs" description="Where people come back to after signing in." {...form.getInputProps('callbacks')} />
                <LinesField label="Logout URLs" description="Where people may be sent after signing out." {...form.getInputProps('allowed_logout_urls')} />
                <LinesField label="Web origins" description="Pages that may renew tokens silently, in a frame." {...form.getInputProps('web_origins')} />
                <LinesField label="Allowed origins (CORS)" description="Further pages that may call this tenant from a browser." {...form.getInputProps('allowed_origins')} />
                <TextInput label="Login address" description="Where to send people whose login cannot go on, over HTTPS." maw={640} {...form.getInputProps('initiate_login_uri')} />
              </>
            )}
          </ActForm>
        </Section>
      )}

      {!isMachine(client) && (
        <Section title="Refresh tokens">
          <ActForm
            initial={{ rotating: refresh?.rotation_type === 'rotating', leeway: refresh?.leeway ?? 0, expiring: refresh?.expiration_type === 'expiring', token_lifetime: refresh?.token_lifetime ?? 2_592_000, idle_token_lifetime: refresh?.idle_token_lifetime ?? 1_296_000 }}
            validate={{ token_lifetime: spanBetween(1, 157_788_000), idle_token_lifetime: (idle: number, values: { token_lifetime: number }) => spanBetween(1, 157_788_000)(idle) ?? (idle >= values.token_lifetime ? 'Less than the whole lifetime.' : null) }}
            act={refreshing}
            disabledBecause={closed}
          >
            {(form) => (
              <>
                <Switch label="Rotation" description="Each use gives a new one. A stolen one is found out and ends the whole family." {...form.getInputProps('rotating', { type: 'checkbox' })} />
                <Switch label="Expiry" description="With rotation they always expire." disabled={form.getValues().rotating} {...form.getInputProps('expiring', { type: 'checkbox' })} checked={form.getValues().rotating || form.getValues().expiring} />
                {(form.getValues().rotating || form.getValues().expiring) && (
                  <>
                    <DurationField label="Lifetime" max={157_788_000} {...form.getInputProps('token_lifetime')} />
                    <DurationField label="Lifetime without use" {...form.getInputProps('idle_token_lifetime')} />
                  </>
                )}
                {form.getValues().rotating && <DurationField label="Leeway" description="How long the previous token is still taken, for applications that ask twice at once." {...form.getInputProps('leeway')} />}
              </>
            )}
          </ActForm>
        </Section>
      )}

      <Section title="Advanced">
        <ActForm
          initial={{ grant_types: client.grant_types ?? [], lifetime: client.jwt_configuration?.lifetime_in_seconds ?? 36_000, alg: client.jwt_configuration?.alg ?? 'RS256', require_pushed_authorization_requests: client.require_pushed_authorization_requests ?? false }}
          validate={{ lifetime: spanBetween(1, 2_592_000) }} fieldOf={(name) => (name === 'jwt_configuration' ? 'lifetime' : name)}
          act={advanced} disabledBecause={closed}
        >
          {(form) => (
            <>
              <Checkbox.Group label="Grant types" description="The ways in which this application may get tokens." {...form.getInputProps('grant_types')}>
                <Stack gap={8} mt={8}>{grants.map(([value, label, about]) => <Checkbox key={value} value={value} label={label} description={about} />)}</Stack>
              </Checkbox.Group>
              <DurationField label="Lifetime of ID tokens" max={2_592_000} {...form.getInputProps('lifetime')} />
              <Select label="Signature of ID tokens" data={['RS256', 'RS512', 'PS256', 'HS256']} allowDeselect={false} maw={200} {...form.getInputProps('alg')} />
              <Switch label="Pushed requests only" description="The application must push its requests (PAR) before it sends people here." {...form.getInputProps('require_pushed_authorization_requests', { type: 'checkbox' })} />
            </>
          )}
        </ActForm>
      </Section>

      <Section title="Delete" danger>
        <Text size="sm">People can no longer sign in through this application; its refresh tokens and client grants go with it.</Text>
        <div><DestroyButton label="Delete application" name={client.name} act={remove} disabledBecause={may('delete:clients')}>What is signed in through <strong>{client.name}</strong> stops working. This cannot be taken back.</DestroyButton></div>
      </Section>
    </Stack>
  )
}
