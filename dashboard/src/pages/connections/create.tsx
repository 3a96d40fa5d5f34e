/** A new connection of any strategy. */
import { Alert, Select, Text, TextInput } from '@mantine/core'
import { useNavigate } from 'react-router'
import { useMay } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useTenant } from '../../api/hooks.ts'
import type { Sent } from '../../api/session.ts'
import { ModalForm } from '../../forms/modal-form.tsx'
import { pathTo } from '../../paths.ts'
import { fieldsTrouble, joined, OptionFields, type Given } from './option-fields.tsx'
import { optionsOf } from './options.ts'
import { strategyChoices, strategyOf } from './strategies.ts'

type Values = { strategy: string; name: string; display_name: string; fields: Given }

const own = (strategy: string, fields: Given): Given => Object.fromEntries(optionsOf(strategy).map(({ name }) => [name, fields[name] ?? '']))

export function CreateConnection() {
  const { api, name: tenant } = useTenant()
  const may = useMay()
  const navigate = useNavigate()
  const create = useAct<Values, { id: string }>({
    act({ strategy, name, display_name: shown, fields }) {
      const options = joined(own(strategy, fields), {})
      return api.POST('/api/v2/connections', { body: { name: name.trim(), strategy, ...(shown.trim() ? { display_name: shown.trim() } : {}), ...(Object.keys(options).length > 0 ? { options } : {}) } as Sent<'connections.create'> }) as never
    },
    done: 'The connection was created.', refresh: [['connections']], onDone: ({ id }) => void navigate(pathTo('connection', { tenant, id })),
  })
  return (
    <ModalForm<Values> label="New connection" size="lg" act={create} initial={{ strategy: 'auth0', name: '', display_name: '', fields: {} }} disabledBecause={may('create:connections')}
      validate={{ name: (value) => (/^[a-zA-Z0-9](-[a-zA-Z0-9]|[a-zA-Z0-9])*$/.test(value.trim()) ? null : 'Letters, digits and single hyphens.'), fields: (fields, { strategy }) => fieldsTrouble(strategy, fields) }}>
      {(form) => (
        <>
          <Select label="Kind" searchable allowDeselect={false} data={strategyChoices} nothingFoundMessage="No kind of this name." withScrollArea={false} styles={{ options: { maxHeight: 320, overflowY: 'auto' } }} {...form.getInputProps('strategy')} />
          {form.values.strategy !== 'auth0' && <Alert color="yellow"><Text size="sm">This build signs nobody in through {strategyOf(form.values.strategy)}: the connection is kept for scripts and for a build that does.</Text></Alert>}
          <TextInput label="Name" required data-autofocus maxLength={128} description={form.values.strategy === 'auth0' ? 'A store of users and passwords of this tenant. The name cannot be changed later.' : 'Applications ask for it by this name, which cannot be changed later.'} placeholder={form.values.strategy === 'auth0' ? 'Customers' : form.values.strategy} {...form.getInputProps('name')} />
          {form.values.strategy !== 'auth0' && <TextInput label="Shown as" maxLength={128} {...form.getInputProps('display_name')} />}
          <OptionFields strategy={form.values.strategy} value={form.values.fields} onChange={(fields) => form.setFieldValue('fields', fields)} tried={form.errors['fields'] !== undefined} />
        </>
      )}
    </ModalForm>
  )
}
