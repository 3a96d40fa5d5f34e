/** The field of one setting, chosen by its schema: units and limits beside it, where its value comes from, when a change counts. */
import { Badge, Group, Select, Switch, Text, TextInput } from '@mantine/core'
import type { FormOf } from '../../forms/act-form.tsx'
import { JsonField } from '../../forms/json-field.tsx'
import { LinesField } from '../../forms/lines-field.tsx'
import { NumberField } from '../../forms/number-field.tsx'
import { PasswordField } from '../../forms/password-field.tsx'
import { fieldName, originOf, type FormValue, type Setting } from './setting.ts'

export function SettingField({ setting, form }: { setting: Setting; form: FormOf<Record<string, FormValue>> }) {
  const { id, title, about, schema, secret, unit, takes_effect: effect } = setting
  const fixed = originOf(setting)
  const name = fieldName(id)
  const value = form.values[name] ?? null
  const description = (
    <>
      {about} {effect !== 'at once' && <>Takes effect with {effect === 'restart' ? 'the next restart of the nodes' : effect}. </>}
      {fixed ?? (setting.origin === 'stored' && !secret ? <>Default: <span className="mono">{defaultText(setting)}</span>.</> : null)}
    </>
  )
  const common = {
    label: <Group component="span" gap={6} display="inline-flex">{title} <Text component="span" size="xs" c="dimmed" className="mono" fw={400}>{id}</Text>{fixed && <Badge size="xs" variant="default" style={{ textTransform: 'none' }}>fixed</Badge>}</Group>,
    error: form.errors[name], disabled: fixed !== undefined,
  }
  const set = (next: FormValue) => form.setFieldValue(name, next)

  if (schema.type === 'boolean') return <Switch {...common} description={description} checked={value === true} onChange={(event) => set(event.currentTarget.checked)} />
  if (schema.enum) return <Select {...common} description={description} maw={640} allowDeselect={false} data={schema.enum} value={String(value)} onChange={(next) => next !== null && set(next)} />
  if (schema.type === 'integer' || schema.type === 'number') return <NumberField {...common} maw={640} unit={unit ?? ''} description={description} min={schema.minimum} max={schema.maximum} value={value as number | null} onChange={set} />
  if (schema.type === 'array') return <LinesField {...common} description={<>{description} One a line{schema.maxItems ? `, at most ${schema.maxItems}` : ''}.</>} value={(value as string[] | null) ?? []} onChange={set} />
  if (schema.type === 'object') return <JsonField {...common} description={<>{description} JSON; empty: none.</>} value={String(value ?? '')} onChange={set} />
  if (secret) return <PasswordField {...common} maw={420} autoComplete="new-password" description={description} placeholder={setting.is_set ? 'is set; type to replace it' : 'not set'} value={String(value ?? '')} onChange={(event) => set(event.currentTarget.value)} />
  if ((schema.maxLength ?? 0) > 1000) return <JsonField {...common} formatOnBlur={false} validationError={null} description={description} value={String(value ?? '')} onChange={set} />
  return <TextInput {...common} maw={640} maxLength={schema.maxLength} spellCheck={false} description={description} value={String(value ?? '')} onChange={(event) => set(event.currentTarget.value)} />
}

const defaultText = ({ default: value, unit }: Setting): string => (value === '' ? 'empty' : `${typeof value === 'string' ? value : JSON.stringify(value)}${unit ? ` ${unit}` : ''}`)
