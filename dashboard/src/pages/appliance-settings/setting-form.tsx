/** The settings of one group as a form; all that were changed are sent together and taken together or not at all. */
import { useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance } from '../../api/hooks.ts'
import { ActForm } from '../../forms/act-form.tsx'
import { SettingField } from './setting-field.tsx'
import { fieldName, fromForm, originOf, toForm, type FormValue, type Setting } from './setting.ts'

type Values = Record<string, FormValue>
type Changed = { version?: number; waits_for_restart: string[] }

export function SettingForm({ settings }: { settings: readonly Setting[] }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const initial = Object.fromEntries(settings.map((setting) => [fieldName(setting.id), toForm(setting)]))
  const changesIn = (values: Values) => Object.fromEntries(settings
    .filter((setting) => originOf(setting) === undefined && JSON.stringify(values[fieldName(setting.id)]) !== JSON.stringify(initial[fieldName(setting.id)]))
    .map((setting) => [setting.id, fromForm(setting, values[fieldName(setting.id)] ?? null)]))
  const save = useAct<Values, Changed>({
    act: (values, headers) => api.PATCH('/api/appliance/v1/settings', { body: changesIn(values), headers }),
    done: ({ version, waits_for_restart: waiting }) => (version === undefined ? 'Nothing was different.' : waiting.length > 0 ? `Saved as version ${version}. ${waiting.join(', ')} takes effect when the nodes restart.` : `Saved as version ${version}.`),
    refresh: [['settings'], ['setting-versions'], ['nodes']],
  })
  const validate = Object.fromEntries(settings.filter(({ schema }) => schema.type === 'object').map(({ id }) => [fieldName(id), jsonOrEmpty]))
  return (
    <ActForm<Values> initial={initial} act={save} validate={validate as never} fieldOf={fieldName} disabledBecause={may('update:settings')}>
      {(form) => settings.map((setting) => <SettingField key={setting.id} setting={setting} form={form} />)}
    </ActForm>
  )
}

const jsonOrEmpty = (text: unknown): string | null => {
  if (typeof text !== 'string' || text.trim() === '') return null
  try {
    JSON.parse(text)
    return null
  } catch (error) {
    return `This is not JSON: ${error instanceof Error ? error.message : String(error)}`
  }
}
