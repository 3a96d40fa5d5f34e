import { MultiSelect, Stack, Switch, TextInput } from '@mantine/core'
import { useMay } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useRead, useTenant } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import type { Answered, Sent } from '../../api/session.ts'
import { ActForm } from '../../forms/act-form.tsx'
import { DurationField, spanBetween } from '../../forms/duration-field.tsx'
import { everyUrl, LinesField } from '../../forms/lines-field.tsx'
import { Loaded } from '../../shell/loaded.tsx'
import { Page } from '../../shell/page.tsx'
import { Section } from '../../shell/section.tsx'
import { Tabbed } from '../../shell/tabbed.tsx'
import { CustomDomains } from './custom-domains.tsx'
import { SigningKeys } from './signing-keys.tsx'
import { TokenExchange } from './token-exchange.tsx'

type Settings = Answered<'tenants.settings'>
type Body = Sent<'tenants.updateSettings'>

function useSave<Values>(body: (values: Values) => Body) {
  const { api } = useTenant()
  return useAct({ act: (values: Values) => api.PATCH('/api/v2/tenants/settings', { body: body(values) }), done: 'Saved.', refresh: [['settings']] })
}

export default function TenantSettings() {
  const { api } = useTenant()
  const may = useMay()
  const settings = useRead(['settings'], () => read(api.GET('/api/v2/tenants/settings')))
  return (
    <Page title="Tenant settings">
      <Loaded query={settings}>
        {(found) => (
          <Tabbed label="Parts of the settings" tabs={[
            { name: 'general', title: 'General', content: () => <General settings={found} /> },
            { name: 'sessions', title: 'Sessions', content: () => <Sessions settings={found} /> },
            { name: 'advanced', title: 'Advanced', content: () => <Advanced settings={found} /> },
            may('read:custom_domains') === undefined && { name: 'domains', title: 'Custom domains', content: () => <CustomDomains /> },
            may('read:token_exchange_profiles') === undefined && { name: 'exchange', title: 'Token exchange', content: () => <TokenExchange /> },
            may('read:signing_keys') === undefined && { name: 'keys', title: 'Signing keys', content: () => <SigningKeys /> },
          ]} />
        )}
      </Loaded>
    </Page>
  )
}

type Names = { friendly_name: string; support_email: string; support_url: string; enabled_locales: string[] }

function General({ settings }: { settings: Settings }) {
  const may = useMay()
  const save = useSave<Names>((values) => values as Body)
  return (
    <Section title="Names" about="What people read on the login pages and in letters.">
      <ActForm initial={{ friendly_name: settings.friendly_name ?? '', support_email: settings.support_email ?? '', support_url: settings.support_url ?? '', enabled_locales: settings.enabled_locales as string[] } as Names} act={save} disabledBecause={may('update:tenant_settings')}>
        {(form) => (
          <>
            <TextInput label="Friendly name" maxLength={255} maw={480} {...form.getInputProps('friendly_name')} />
            <TextInput label="Support address" type="email" description="Where people are told to ask." maw={480} {...form.getInputProps('support_email')} />
            <TextInput label="Support page" maw={640} placeholder="https://support.example.com" {...form.getInputProps('support_url')} />
            <MultiSelect label="Languages" description="The pages speak English and German so far; the first is what others read." data={['en', 'de', ...(settings.enabled_locales as string[]).filter((each) => !['en', 'de'].includes(each))]} maw={480} {...form.getInputProps('enabled_locales')} />
          </>
        )}
      </ActForm>
    </Section>
  )
}

const hour = 3600
type Spans = { session: number; idle: number; ephemeral: number; idleEphemeral: number; persistent: boolean; prompt: boolean }

function Sessions({ settings }: { settings: Settings }) {
  const may = useMay()
  const save = useSave<Spans>(({ session, idle, ephemeral, idleEphemeral, persistent, prompt }) => ({
    session_lifetime_in_minutes: Math.round(session / 60), idle_session_lifetime_in_minutes: Math.round(idle / 60), ephemeral_session_lifetime_in_minutes: Math.round(ephemeral / 60), idle_ephemeral_session_lifetime_in_minutes: Math.round(idleEphemeral / 60),
    session_cookie: { mode: persistent ? 'persistent' : 'non-persistent' }, sessions: { oidc_logout_prompt_enabled: prompt },
  }))
  const [longest, longestIdle] = [8_760 * hour, 2_400 * hour]
  return (
    <Section title="Sessions" about="How long somebody stays signed in at this tenant, across applications.">
      <ActForm
        initial={{ session: settings.session_lifetime * hour, idle: settings.idle_session_lifetime * hour, ephemeral: settings.ephemeral_session_lifetime * hour, idleEphemeral: settings.idle_ephemeral_session_lifetime * hour, persistent: settings.session_cookie?.mode !== 'non-persistent', prompt: settings.sessions?.oidc_logout_prompt_enabled !== false } as Spans}
        validate={{ session: spanBetween(60, longest), idle: spanBetween(60, longestIdle), ephemeral: spanBetween(60, longest), idleEphemeral: spanBetween(60, longestIdle) }}
        act={save} fieldOf={(name) => ({ session_lifetime_in_minutes: 'session', idle_session_lifetime_in_minutes: 'idle', ephemeral_session_lifetime_in_minutes: 'ephemeral', idle_ephemeral_session_lifetime_in_minutes: 'idleEphemeral' })[name]} disabledBecause={may('update:tenant_settings')}
      >
        {(form) => (
          <>
            <DurationField label="At most" max={longest} min={60} {...form.getInputProps('session')} />
            <DurationField label="Without use" max={longestIdle} min={60} {...form.getInputProps('idle')} />
            <Switch label="Beyond the end of the browser" description="Off: closing the browser ends the session, and the two lifetimes below count." {...form.getInputProps('persistent', { type: 'checkbox' })} />
            <DurationField label="At most, in a browser that forgets" max={longest} min={60} {...form.getInputProps('ephemeral')} />
            <DurationField label="Without use, in a browser that forgets" max={longestIdle} min={60} {...form.getInputProps('idleEphemeral')} />
            <Switch label="Ask before signing out" description="When an application sends somebody to sign out and cannot prove whom." {...form.getInputProps('prompt', { type: 'checkbox' })} />
          </>
        )}
      </ActForm>
    </Section>
  )
}

type Further = { default_audience: string; default_redirection_uri: string; allowed_logout_urls: string[]; resource: boolean; registration: boolean; connections: boolean; par: boolean }

function Advanced({ settings }: { settings: Settings }) {
  const may = useMay()
  const save = useSave<Further>(({ resource, registration, connections, par, ...values }) => ({
    ...values, resource_parameter_profile: resource ? 'compatibility' : 'audience', pushed_authorization_requests_supported: par,
    flags: { enable_dynamic_client_registration: registration, enable_client_connections: connections },
  }))
  const flags = settings.flags as Record<string, boolean | undefined>
  return (
    <Stack gap="md">
      <Section title="Protocols">
        <ActForm
          initial={{ default_audience: settings.default_audience ?? '', default_redirection_uri: settings.default_redirection_uri ?? '', allowed_logout_urls: settings.allowed_logout_urls ?? [], resource: settings.resource_parameter_profile === 'compatibility', registration: flags['enable_dynamic_client_registration'] === true, connections: flags['enable_client_connections'] !== false, par: settings.pushed_authorization_requests_supported !== false } as Further}
          validate={{ allowed_logout_urls: everyUrl() }} act={save} disabledBecause={may('update:tenant_settings')}
        >
          {(form) => (
            <>
              <TextInput label="Default audience" description="The API that a token is for when an application names none." maw={640} {...form.getInputProps('default_audience')} />
              <TextInput label="Default address" description="Where people are sent whose login cannot go on, over HTTPS." maw={640} {...form.getInputProps('default_redirection_uri')} />
              <LinesField label="Logout URLs" description="For every application. One a line." {...form.getInputProps('allowed_logout_urls')} />
              <Switch label="New applications may use every connection" {...form.getInputProps('connections', { type: 'checkbox' })} />
              <Switch label="Dynamic registration" description="Anybody may register third-party applications at /oidc/register." {...form.getInputProps('registration', { type: 'checkbox' })} />
              <Switch label="Pushed authorization requests" {...form.getInputProps('par', { type: 'checkbox' })} />
              <Switch label="“resource” means the audience" description="RFC 8707 spelling in requests." {...form.getInputProps('resource', { type: 'checkbox' })} />
            </>
          )}
        </ActForm>
      </Section>
    </Stack>
  )
}
