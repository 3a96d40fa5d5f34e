import { Alert, Stack, Switch, Text, TextInput } from '@mantine/core'
import { DestroyButton } from '../../acts/destroy-button.tsx'
import { useMay } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useRead, useTenant } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import { ActForm, filled } from '../../forms/act-form.tsx'
import { between, NumberField } from '../../forms/number-field.tsx'
import { PasswordField } from '../../forms/password-field.tsx'
import { Section } from '../../shell/section.tsx'

type Server = { host: string; port: number | null; user: string; password: string; from: string; enabled: boolean }

/** A mail server of the tenant's own; without one the appliance's sends. */
export function MailServer({ server }: { server: 'own' | 'appliance' | 'outbox' | undefined }) {
  const { api } = useTenant()
  const may = useMay()
  // Asked for only where there is one: its absence is an error of the documented operation.
  const present = useRead(['letters', 'server'], () => read(api.GET('/api/v2/emails/provider')), { enabled: server === 'own' })
  const save = useAct({
    act: ({ host, port, user, password, from, enabled }: Server) => {
      const body = { name: 'smtp' as const, enabled, ...(from ? { default_from_address: from } : {}), credentials: { smtp_host: host, ...(port === null ? {} : { smtp_port: port }), ...(user ? { smtp_user: user } : {}), ...(password ? { smtp_pass: password } : {}) } }
      return server === 'own' ? api.PATCH('/api/v2/emails/provider', { body }) : api.POST('/api/v2/emails/provider', { body })
    },
    done: 'Saved. Send a letter as a test to see whether it arrives.', refresh: [['letters']],
  })
  const remove = useAct({ act: () => api.DELETE('/api/v2/emails/provider'), done: 'The appliance sends from now on.', refresh: [['letters']] })
  const found = present.data
  return (
    <Stack gap="md">
      {server !== 'own' && <Alert variant="light" color="gray"><Text size="sm">{server === 'appliance' ? 'The mail server of the appliance sends for this tenant. You can give the tenant one of its own.' : 'Neither the tenant nor the appliance has a mail server; letters are kept as files. Set one here, or ask whoever runs the appliance.'}</Text></Alert>}
      <Section title="SMTP server of this tenant" about="A password is sent only over TLS.">
        <ActForm
          initial={{ host: found?.credentials.smtp_host ?? '', port: found?.credentials.smtp_port ?? 587, user: found?.credentials.smtp_user ?? '', password: '', from: found?.default_from_address ?? '', enabled: found?.enabled ?? true } as Server}
          validate={{ host: filled, port: between(1, 65_535, '') }} act={save} fresh={server !== 'own'} fieldOf={(name) => (name === 'default_from_address' ? 'from' : name === 'credentials' ? 'host' : name)} disabledBecause={may(server === 'own' ? 'update:email_provider' : 'create:email_provider')}
        >
          {(form) => (
            <>
              <TextInput label="Host" required maxLength={253} maw={480} placeholder="smtp.example.com" {...form.getInputProps('host')} />
              <NumberField label="Port" unit="" min={1} max={65_535} description="587 with STARTTLS, 465 with TLS." thousandSeparator="" {...form.getInputProps('port')} />
              <TextInput label="User" autoComplete="off" maw={480} {...form.getInputProps('user')} />
              <PasswordField label="Password" autoComplete="new-password" maw={480} description={server === 'own' ? 'Empty: stays as it is.' : undefined} {...form.getInputProps('password')} />
              <TextInput label="Sender" maw={480} placeholder="Shop <no-reply@example.com>" {...form.getInputProps('from')} />
              <Switch label="In use" {...form.getInputProps('enabled', { type: 'checkbox' })} />
            </>
          )}
        </ActForm>
      </Section>
      {server === 'own' && <div><DestroyButton label="Remove the mail server" name={found?.credentials.smtp_host ?? 'smtp'} act={remove} disabledBecause={may('delete:email_provider')}>The appliance sends from then on. The password is forgotten.</DestroyButton></div>}
    </Stack>
  )
}
