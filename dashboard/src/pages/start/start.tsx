/** The guided start of an appliance: six steps, each of which can be skipped; what was done is remembered for everybody. */
import { Accordion, Alert, Anchor, Badge, Button, Group, Progress, Stack, Switch, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'react-router'
import { ActButton } from '../../acts/act-button.tsx'
import { useAct, type Act } from '../../acts/use-act.ts'
import { useRead, useSession } from '../../api/hooks.ts'
import { listed } from '../../api/listed.ts'
import { read } from '../../api/problem.ts'
import type { ApplianceAnswered } from '../../api/session.ts'
import { ActForm, filled } from '../../forms/act-form.tsx'
import { between, NumberField } from '../../forms/number-field.tsx'
import { PasswordField } from '../../forms/password-field.tsx'
import { pathTo } from '../../paths.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page } from '../../shell/page.tsx'
import { Problem } from '../../shell/problem.tsx'
import { useSettings } from '../appliance-settings/setting.ts'
import { originOf } from '../applications/tenant-origin.ts'
import { UploadForm } from '../certificates/upload.tsx'

type Step = ApplianceAnswered<'guide.list'>[number]
type Name = Step['step']

const titles: Record<Name, { title: string; about: string }> = {
  name: { title: 'Name', about: 'What people read on the login pages.' },
  certificate: { title: 'Certificate', about: 'So that browsers trust this appliance.' },
  mail: { title: 'Mail', about: 'For confirmations and new passwords.' },
  application: { title: 'First application', about: 'Whose users sign in here.' },
  user: { title: 'First user', about: 'Somebody to sign in with.' },
  'sign-in': { title: 'Sign in', about: 'See the login page as they see it.' },
}

export default function Start() {
  const { appliance, access } = useSession()
  const steps = useRead(['guide'], () => read(appliance.GET('/api/appliance/v1/guide')))
  const [opened, setOpened] = useState<string | null>()
  const mark = useAct({ act: ({ step, state }: { step: Name; state: Step['state'] }) => appliance.PUT('/api/appliance/v1/guide/{step}', { params: { path: { step } }, body: { state } }), refresh: [['guide']], onDone: () => setOpened(undefined) })
  const tenant = access.tenants.find(({ is_root: root }) => !root)
  return (
    <Page title="Guided start" about="Six steps from a fresh appliance to a first sign-in. Each can be skipped, and done later on the page it belongs to." actions={<Button component={Link} to={tenant ? pathTo('overview', { tenant: tenant.name }) : pathTo('configuration')} variant="default">To the dashboard</Button>}>
      <Loaded query={steps}>
        {(found) => {
          const settled = found.filter(({ state }) => state !== 'open').length
          const next = found.find(({ state }) => state === 'open')?.step ?? null
          return (
            <Stack gap="md">
              <Group gap="sm"><Progress value={(settled / found.length) * 100} flex={1} aria-label={`${settled} of ${found.length} steps`} /><Text size="sm" c="dimmed">{settled} of {found.length}</Text></Group>
              {settled === found.length && <Alert color="green" title="Every step is settled">What was skipped can be opened again here, or done on the page it belongs to. What to look at next: <Anchor component={Link} to={pathTo('health')}>Health</Anchor> and <Anchor component={Link} to={pathTo('backups')}>Backups</Anchor>.</Alert>}
              {mark.problem && <Problem problem={mark.problem} />}
              <Accordion variant="separated" value={opened === undefined ? next : opened} onChange={setOpened} keepMounted={false} order={2}>
                {found.map(({ step, state }) => (
                  <Accordion.Item key={step} value={step}>
                    <Accordion.Control><Group gap="sm" wrap="nowrap"><div style={{ flex: 1 }}><Text fw={600}>{titles[step].title}</Text><Text size="sm" c="dimmed">{titles[step].about}</Text></div>{state !== 'open' && <Badge variant={state === 'done' ? 'light' : 'default'}>{state}</Badge>}</Group></Accordion.Control>
                    <Accordion.Panel>
                      <Stack gap="sm" align="stretch">
                        <StepBody step={step} tenant={tenant?.name} domain={tenant?.domain} done={() => void mark.run({ step, state: 'done' })} />
                        <Group justify="flex-end"><ActButton variant="subtle" color="gray" size="xs" onClick={() => void mark.run({ step, state: state === 'open' ? 'skipped' : 'open' })}>{state === 'open' ? 'Skip this step' : 'Open again'}</ActButton></Group>
                      </Stack>
                    </Accordion.Panel>
                  </Accordion.Item>
                ))}
              </Accordion>
            </Stack>
          )
        }}
      </Loaded>
    </Page>
  )
}

type StepProps = { tenant: string; domain: string; done: () => void }

function StepBody({ step, tenant, domain, done }: { step: Name; tenant: string | undefined; domain: string | undefined; done: () => void }) {
  if (step === 'certificate') return <Certificate done={done} />
  if (step === 'mail') return <Mail done={done} />
  if (!tenant || !domain) return <Text size="sm">You administer no tenant for applications yet; create one under Configuration, Tenants.</Text>
  const props = { tenant, domain, done }
  if (step === 'name') return <NameStep {...props} />
  if (step === 'application') return <Application {...props} />
  return step === 'user' ? <FirstUser {...props} /> : <SignIn {...props} />
}

/** The act, and then the step is done. */
const then = <Values,>(act: Act<Values>, done: () => void): Act<Values> => ({ ...act, run: async (values) => {
  const well = await act.run(values)
  if (well) done()
  return well
} })

function NameStep({ tenant, done }: StepProps) {
  const api = useSession().tenant(tenant)
  const settings = useRead(['guide', 'settings', tenant], () => read(api.GET('/api/v2/tenants/settings', { params: { query: { fields: 'friendly_name,support_email' } } })))
  const save = useAct({ act: (body: { friendly_name: string; support_email: string }) => api.PATCH('/api/v2/tenants/settings', { body }), done: 'Saved.' })
  return (
    <Loaded query={settings}>
      {({ friendly_name: name, support_email: support }) => (
        <ActForm initial={{ friendly_name: name ?? '', support_email: support ?? '' }} act={then(save, done)} fresh validate={{ friendly_name: filled }}>
          {(form) => (
            <>
              <TextInput label="Name" description={`Of the tenant ${tenant}, as your users know you.`} maxLength={255} maw={480} placeholder="Example Ltd" {...form.getInputProps('friendly_name')} />
              <TextInput label="Support address" description="Where they are told to ask. May stay empty." type="email" maw={480} {...form.getInputProps('support_email')} />
            </>
          )}
        </ActForm>
      )}
    </Loaded>
  )
}

function Certificate({ done }: { done: () => void }) {
  return (
    <Stack gap="sm">
      <Text size="sm">The appliance made itself an authority and a certificate at its first start. For others to use it, give it one that their browsers trust: here, or by ACME under <Anchor component={Link} to={pathTo('certificates')}>Certificates</Anchor> where the appliance can be reached from the internet.</Text>
      <UploadForm onDone={done} />
      <Group gap="xs" justify="flex-end"><Button size="xs" variant="default" onClick={done}>The present one is right</Button></Group>
    </Stack>
  )
}

type MailForm = { host: string; port: number | null; user: string; password: string; from: string; to: string }

const mailFields: Record<string, keyof MailForm> = { 'mail.smtp-host': 'host', 'mail.smtp-port': 'port', 'mail.smtp-user': 'user', 'mail.smtp-password': 'password', 'mail.from': 'from', to: 'to' }

function Mail({ done }: { done: () => void }) {
  const { appliance, access } = useSession()
  const settings = useSettings()
  const save = useAct({
    act: async ({ host, port, user, password, from, to }: MailForm, headers) => {
      const saved = await appliance.PATCH('/api/appliance/v1/settings', { headers, body: { 'mail.smtp-host': host, 'mail.smtp-port': port ?? 587, 'mail.smtp-user': user, ...(password ? { 'mail.smtp-password': password } : {}), ...(from ? { 'mail.from': from } : {}) } })
      if (saved.response.status !== 200) return saved as never
      const sent = await appliance.POST('/api/appliance/v1/mail/test', { headers, body: { to } })
      // The settings stand, whatever became of the message.
      return sent.error ? { ...sent, error: { ...(sent.error as object), message: `The settings are saved, but: ${(sent.error as { message?: string }).message ?? 'the test was not sent.'}` } } as never : sent
    },
    done: (answer: { sentence?: string }) => answer.sentence ?? 'Saved.', refresh: [['settings']],
  })
  const now = (id: string) => settings.data?.find((each) => each.id === id)?.value
  return (
    <Loaded query={settings}>{() => <ActForm<MailForm> initial={{ host: String(now('mail.smtp-host') ?? ''), port: Number(now('mail.smtp-port') ?? 587), user: String(now('mail.smtp-user') ?? ''), password: '', from: String(now('mail.from') ?? ''), to: access.email ?? '' }} act={then(save, done)} fresh submit="Save and send a test" fieldOf={(name) => mailFields[name]} validate={{ host: filled, to: filled, port: between(1, 65_535, '') }}>
      {(form) => (
        <>
          <Group align="flex-start" grow maw={640}><TextInput label="SMTP server" description="Its name in the network." required placeholder="smtp.example.com" {...form.getInputProps('host')} /><NumberField label="Port" unit="" thousandSeparator="" min={1} max={65_535} {...form.getInputProps('port')} /></Group>
          <Group align="flex-start" grow maw={640}><TextInput label="User" autoComplete="off" {...form.getInputProps('user')} /><PasswordField label="Password" autoComplete="new-password" {...form.getInputProps('password')} /></Group>
          <TextInput label="Sender" maw={480} placeholder="no-reply@example.com" {...form.getInputProps('from')} />
          <TextInput label="Send the test to" type="email" required maw={480} {...form.getInputProps('to')} />
        </>
      )}
    </ActForm>}</Loaded>
  )
}

function Application({ tenant, done }: StepProps) {
  const api = useSession().tenant(tenant)
  const create = useAct({
    act: ({ name, address }: { name: string; address: string }) => api.POST('/api/v2/clients', { body: { name, app_type: 'spa', oidc_conformant: true, token_endpoint_auth_method: 'none', grant_types: ['authorization_code', 'refresh_token'], callbacks: [address], allowed_logout_urls: [address], web_origins: [new URL(address).origin], allowed_origins: [new URL(address).origin] } }),
    done: ({ name }) => `${name} was created. Its quick start is under Applications.`,
  })
  return (
    <ActForm initial={{ name: '', address: 'http://localhost:3000' }} act={then(create, done)} fresh submit="Create application" fieldOf={(name) => (name === 'name' ? 'name' : 'address')} validate={{ name: filled, address: (value) => (/^https?:$/.test(URL.parse(value)?.protocol ?? '') ? null : 'This must be a whole address, such as http://localhost:3000.') }}>
      {(form) => (
        <>
          <TextInput label="Name" required maxLength={255} maw={480} {...form.getInputProps('name')} />
          <TextInput label="Address" required description="Where it runs; people come back there after signing in." maw={480} {...form.getInputProps('address')} />
          <Text size="sm" c="dimmed">A single-page application. Others are created under <Anchor component={Link} to={pathTo('applications', { tenant })}>Applications</Anchor>.</Text>
        </>
      )}
    </ActForm>
  )
}

function FirstUser({ tenant, done }: StepProps) {
  const api = useSession().tenant(tenant)
  const create = useAct({ act: ({ verified, ...values }: { email: string; password: string; verified: boolean }) => api.POST('/api/v2/users', { body: { connection: 'Username-Password-Authentication', ...values, email_verified: verified, verify_email: false } }), done: 'The user was created.' })
  return (
    <ActForm initial={{ email: '', password: '', verified: true }} act={then(create, done)} fresh submit="Create user" validate={{ email: filled, password: filled }}>
      {(form) => (
        <>
          <TextInput label="E-mail address" type="email" required maw={480} {...form.getInputProps('email')} />
          <PasswordField label="Password" required autoComplete="new-password" maw={480} {...form.getInputProps('password')} />
          <Switch label="The address is confirmed" {...form.getInputProps('verified', { type: 'checkbox' })} />
        </>
      )}
    </ActForm>
  )
}

function SignIn({ tenant, domain, done }: StepProps) {
  const api = useSession().tenant(tenant)
  const clients = useRead(['guide', 'clients', tenant], () => listed(api.GET('/api/v2/clients', { params: { query: { app_type: 'spa,regular_web,native', per_page: 1, include_totals: true } } }), 'clients'))
  return (
    <Loaded query={clients}>
      {({ rows: [client] }) => {
        const callback = client?.callbacks?.[0]
        if (!client || !callback) return <Text size="sm">Create an application first; the login page needs to know for whom it signs people in.</Text>
        const query = new URLSearchParams({ client_id: client.client_id, response_type: 'code', scope: 'openid profile email', redirect_uri: callback, state: 'start', code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' })
        return (
          <Stack gap="sm">
            <Text size="sm">The login page of {client.name} opens in a new tab. After signing in it leads to {callback}, where your application takes over; without one running there the browser says so, and the sign-in stands in the log all the same.</Text>
            <Group><Button component="a" href={`${originOf(domain)}/authorize?${query}`} target="_blank" rel="noreferrer" onClick={done}>Sign in now</Button></Group>
          </Stack>
        )
      }}
    </Loaded>
  )
}
