import { Select, Stack, Switch, TextInput } from '@mantine/core'
import { useMay } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useTenant } from '../../api/hooks.ts'
import type { Sent } from '../../api/session.ts'
import { ActForm } from '../../forms/act-form.tsx'
import { LinesField } from '../../forms/lines-field.tsx'
import { between, NumberField } from '../../forms/number-field.tsx'
import { Section } from '../../shell/section.tsx'
import type { Connection } from './detail.tsx'

type Options = Connection['options']
type Body = Sent<'connections.update'>

const policies = [
  { value: 'none', label: 'None: at least 1 character' }, { value: 'low', label: 'Low: at least 6 characters' }, { value: 'fair', label: 'Fair: 8, with upper and lower case and a digit' },
  { value: 'good', label: 'Good: 8, three of four kinds of character' }, { value: 'excellent', label: 'Excellent: 10, and no three alike in a row' },
] as const
type Policy = (typeof policies)[number]['value']

/** Options are replaced as a whole, so each form sends the others' back as they are. */
function useSave<Values>(connection: Connection, change: (values: Values) => { display_name?: string; options?: Partial<Options> }) {
  const { api } = useTenant()
  return useAct({
    act: (values: Values) => {
      const { options, ...rest } = change(values)
      return api.PATCH('/api/v2/connections/{id}', { params: { path: { id: connection.id } }, body: { ...rest, ...(options ? { options: { ...connection.options, ...options } } : {}) } as Body })
    },
    done: 'Saved.', refresh: [['connections']],
  })
}

type Basics = { display_name: string; signup: boolean; change: boolean; username: boolean; min: number | null; max: number | null }
type Passwords = { policy: Policy; length: number | null; history: boolean; size: number | null; personal: boolean; dictionary: boolean; words: string[] }

export function DatabaseSettings({ connection }: { connection: Connection }) {
  const may = useMay()
  const { options } = connection
  const closed = may('update:connections')
  const basics = useSave<Basics>(connection, ({ display_name, signup, change, username, min, max }) => ({
    display_name,
    options: { disable_signup: !signup, disable_self_service_change_password: !change, requires_username: username, ...(username && min !== null && max !== null ? { validation: { username: { min, max } } } : {}) },
  }))
  const passwords = useSave<Passwords>(connection, ({ policy, length, history, size, personal, dictionary, words }) => ({
    options: {
      passwordPolicy: policy, password_complexity_options: length === null ? null : { min_length: length }, password_history: { enable: history, ...(size === null ? {} : { size }) },
      password_no_personal_info: { enable: personal }, password_dictionary: { enable: dictionary, dictionary: words },
    },
  }))
  return (
    <Stack gap="md">
      <Section title="Signing in">
        <ActForm
          initial={{ display_name: connection.display_name ?? '', signup: options.disable_signup !== true, change: options.disable_self_service_change_password !== true, username: options.requires_username === true, min: options.validation?.username?.min ?? 1, max: options.validation?.username?.max ?? 15 } as Basics}
          validate={{ min: between(1, 128, 'characters'), max: (value, { min }) => between(1, 128, 'characters')(value) ?? ((value ?? 0) < (min ?? 0) ? 'Not less than the shortest.' : null) }} act={basics} disabledBecause={closed}
        >
          {(form) => (
            <>
              <TextInput label="Shown as" description="On the login page, where people choose between connections." maxLength={128} maw={480} {...form.getInputProps('display_name')} />
              <Switch label="People may sign up" {...form.getInputProps('signup', { type: 'checkbox' })} />
              <Switch label="People may change a forgotten password" {...form.getInputProps('change', { type: 'checkbox' })} />
              <Switch label="User names" description="Besides the address each user has a name to sign in with." {...form.getInputProps('username', { type: 'checkbox' })} />
              {form.getValues().username && <><NumberField label="Shortest user name" unit="characters" min={1} max={128} {...form.getInputProps('min')} /><NumberField label="Longest user name" unit="characters" min={1} max={128} {...form.getInputProps('max')} /></>}
            </>
          )}
        </ActForm>
      </Section>
      <Section title="Passwords" about="For passwords that are set from now on.">
        <ActForm
          initial={{ policy: (options.passwordPolicy ?? 'good') as Policy, length: options.password_complexity_options?.min_length ?? null, history: options.password_history?.enable === true, size: options.password_history?.size ?? 5, personal: options.password_no_personal_info?.enable === true, dictionary: options.password_dictionary?.enable === true, words: options.password_dictionary?.dictionary ?? [] } as Passwords}
          validate={{ length: between(1, 128, 'characters'), size: between(1, 24, 'passwords'), words: (words) => (words.length > 2000 ? 'At most 2,000 words.' : words.some((word) => word.length > 50) ? 'A word has at most 50 characters.' : null) }} act={passwords} disabledBecause={closed}
        >
          {(form) => (
            <>
              <Select label="Strength" data={policies.map((policy) => ({ ...policy }))} allowDeselect={false} maw={480} {...form.getInputProps('policy')} />
              <NumberField label="Shortest password" unit="characters" min={1} max={128} description="Where it differs from the strength above." {...form.getInputProps('length')} />
              <Switch label="Not one of the last passwords" {...form.getInputProps('history', { type: 'checkbox' })} />
              {form.getValues().history && <NumberField label="How many are remembered" unit="passwords" min={1} max={24} {...form.getInputProps('size')} />}
              <Switch label="No personal information" description="Not the name, not parts of the address." {...form.getInputProps('personal', { type: 'checkbox' })} />
              <Switch label="No common passwords" {...form.getInputProps('dictionary', { type: 'checkbox' })} />
              {form.getValues().dictionary && <LinesField label="Further words" description="One a line, besides the common ones." {...form.getInputProps('words')} />}
            </>
          )}
        </ActForm>
      </Section>
    </Stack>
  )
}
