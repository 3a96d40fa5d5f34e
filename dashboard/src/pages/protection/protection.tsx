import { Checkbox, Group, Radio, Stack, Switch } from '@mantine/core'
import { useMay } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useRead, useTenant } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import type { Answered } from '../../api/session.ts'
import { ActForm } from '../../forms/act-form.tsx'
import { LinesField } from '../../forms/lines-field.tsx'
import { between, NumberField } from '../../forms/number-field.tsx'
import { Loaded } from '../../shell/loaded.tsx'
import { Page } from '../../shell/page.tsx'
import { Section } from '../../shell/section.tsx'
import { OneAddress } from './address.tsx'

export default function Protection() {
  const { api } = useTenant()
  const bruteForce = useRead(['protection', 'brute-force'], () => read(api.GET('/api/v2/attack-protection/brute-force-protection')))
  const throttling = useRead(['protection', 'ip'], () => read(api.GET('/api/v2/attack-protection/suspicious-ip-throttling')))
  const breached = useRead(['protection', 'breached'], () => read(api.GET('/api/v2/attack-protection/breached-password-detection')))
  return (
    <Page title="Attack protection" about="What happens when somebody tries passwords.">
      <Stack gap="md">
        <Loaded query={bruteForce}>{(found) => <BruteForce found={found} />}</Loaded>
        <Loaded query={throttling}>{(found) => <Throttling found={found} />}</Loaded>
        <OneAddress />
        <Loaded query={breached}>{(found) => <Breached found={found} />}</Loaded>
      </Stack>
    </Page>
  )
}

const lines = 'Addresses or ranges that are never counted, one a line: 203.0.113.0/24.'
type BruteForceShown = Answered<'attackProtection.bruteForce'>

function BruteForce({ found }: { found: BruteForceShown }) {
  const { api } = useTenant()
  const may = useMay()
  const save = useAct({ act: (body: BruteForceShown) => api.PATCH('/api/v2/attack-protection/brute-force-protection', { body }), done: 'Saved.', refresh: [['protection']] })
  return (
    <Section title="Wrong passwords of one account">
      <ActForm initial={found} validate={{ max_attempts: between(1, 100, 'attempts') }} act={save} disabledBecause={may('update:attack_protection')}>
        {(form) => (
          <>
            <Switch label="On" {...form.getInputProps('enabled', { type: 'checkbox' })} />
            <NumberField label="Attempts until the account is blocked" unit="attempts" min={1} max={100} {...form.getInputProps('max_attempts')} />
            <Radio.Group label="Counted" {...form.getInputProps('mode')}><Stack gap="xs" mt={6}><Radio value="count_per_identifier_and_ip" label="Per account and address" description="Others can still sign in to the account from elsewhere." /><Radio value="count_per_identifier" label="Per account" description="Also against many addresses; the owner may be locked out by strangers." /></Stack></Radio.Group>
            <Checkbox.Group label="Then" {...form.getInputProps('shields')}><Stack gap="xs" mt={6}><Checkbox value="block" label="Block further attempts" /><Checkbox value="user_notification" label="Write to the owner" /></Stack></Checkbox.Group>
            <LinesField label="Not counted" description={lines} {...form.getInputProps('allowlist')} />
          </>
        )}
      </ActForm>
    </Section>
  )
}

type ThrottlingShown = Answered<'attackProtection.suspiciousIp'>
type ThrottlingForm = { enabled: boolean; shields: ThrottlingShown['shields']; allowlist: string[]; logins: number; signups: number }

function Throttling({ found }: { found: ThrottlingShown }) {
  const { api } = useTenant()
  const may = useMay()
  const { enabled, shields, allowlist, stage } = found
  const save = useAct({
    act: ({ logins, signups, ...values }: ThrottlingForm) => api.PATCH('/api/v2/attack-protection/suspicious-ip-throttling', { body: { ...values, stage: { 'pre-login': { max_attempts: logins }, 'pre-user-registration': { max_attempts: signups } } } }),
    done: 'Saved.', refresh: [['protection']],
  })
  return (
    <Section title="Many accounts from one address">
      <ActForm<ThrottlingForm> initial={{ enabled, shields, allowlist, logins: stage['pre-login'].max_attempts, signups: stage['pre-user-registration'].max_attempts }} validate={{ logins: between(1, 2_500, 'attempts'), signups: between(1, 72_000, 'attempts') }} act={save} disabledBecause={may('update:attack_protection')}>
        {(form) => (
          <>
            <Switch label="On" {...form.getInputProps('enabled', { type: 'checkbox' })} />
            <Group align="flex-start"><NumberField label="Wrong sign-ins in a burst" unit="attempts" min={1} max={2_500} {...form.getInputProps('logins')} /><NumberField label="Sign-ups in a burst" unit="attempts" min={1} max={72_000} {...form.getInputProps('signups')} /></Group>
            <Checkbox.Group label="Then" {...form.getInputProps('shields')}><Stack gap="xs" mt={6}><Checkbox value="block" label="Slow the address down" /><Checkbox value="admin_notification" label="Write to the owners of the tenant" /></Stack></Checkbox.Group>
            <LinesField label="Not counted" description={lines} {...form.getInputProps('allowlist')} />
          </>
        )}
      </ActForm>
    </Section>
  )
}

type BreachedShown = Answered<'attackProtection.breachedPasswords'>

function Breached({ found }: { found: BreachedShown }) {
  const { api } = useTenant()
  const may = useMay()
  const save = useAct({ act: (body: { enabled: boolean; shields: BreachedShown['shields'] }) => api.PATCH('/api/v2/attack-protection/breached-password-detection', { body }), done: 'Saved.', refresh: [['protection']] })
  return (
    <Section title="Stolen passwords" about="Compared with a list on this appliance; no password leaves it.">
      <ActForm initial={{ enabled: found.enabled, shields: found.shields }} act={save} disabledBecause={may('update:attack_protection')}>
        {(form) => (
          <>
            <Switch label="On" {...form.getInputProps('enabled', { type: 'checkbox' })} />
            <Checkbox.Group label="Then" {...form.getInputProps('shields')}><Stack gap="xs" mt={6}><Checkbox value="block" label="Refuse the password" /><Checkbox value="user_notification" label="Write to the user" /><Checkbox value="admin_notification" label="Write to the owners of the tenant" /></Stack></Checkbox.Group>
          </>
        )}
      </ActForm>
    </Section>
  )
}
