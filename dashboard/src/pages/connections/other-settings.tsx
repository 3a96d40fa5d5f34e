/** Settings of a connection that is no database of this tenant: its options as fields where they are known, and as they are kept. */
import { Alert, Stack, Switch, Text, TextInput } from '@mantine/core'
import { useMay } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useTenant } from '../../api/hooks.ts'
import type { Sent } from '../../api/session.ts'
import { ActForm } from '../../forms/act-form.tsx'
import { asObject, asText, JsonField, objectText } from '../../forms/json-field.tsx'
import { Section } from '../../shell/section.tsx'
import type { Connection } from './detail.tsx'
import { fieldsTrouble, joined, OptionFields, parted, type Given } from './option-fields.tsx'
import { strategyOf } from './strategies.ts'

type Values = { display_name: string; show_as_button: boolean; fields: Given; options: string }

export function OtherSettings({ connection }: { connection: Connection }) {
  const { api } = useTenant()
  const may = useMay()
  const { fields: shown, rest } = parted(connection.strategy, connection.options)
  const save = useAct({
    act: ({ display_name, show_as_button, fields, options }: Values) => api.PATCH('/api/v2/connections/{id}', { params: { path: { id: connection.id } }, body: { display_name, show_as_button, options: joined(fields, asObject(options), connection.options) } as Sent<'connections.update'> }),
    done: 'Saved.', refresh: [['connections']],
  })
  return (
    <Section title="Settings">
      <Alert color="yellow"><Text size="sm">This build signs nobody in through {strategyOf(connection.strategy)}: the connection is kept as it was sent, for scripts that bring it along, and is not offered on the login page.</Text></Alert>
      <ActForm<Values> initial={{ display_name: connection.display_name ?? '', show_as_button: connection.show_as_button ?? false, fields: shown, options: asText(rest) }} validate={{ fields: (fields) => fieldsTrouble(connection.strategy, fields), options: objectText() }} act={save} disabledBecause={may('update:connections')}>
        {(form) => (
          <>
            <TextInput label="Shown as" maxLength={128} maw={480} {...form.getInputProps('display_name')} />
            <Switch label="Shown as a button" {...form.getInputProps('show_as_button', { type: 'checkbox' })} />
            <Stack gap="md" maw={560}><OptionFields strategy={connection.strategy} value={form.values.fields} onChange={(fields) => form.setFieldValue('fields', fields)} tried={form.errors['fields'] !== undefined} /></Stack>
            <JsonField label="Further options" description="As JSON, replaced as a whole. Secrets among them rest sealed." placeholder="{}" {...form.getInputProps('options')} />
          </>
        )}
      </ActForm>
    </Section>
  )
}
