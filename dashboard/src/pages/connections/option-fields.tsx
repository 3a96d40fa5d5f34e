/** The options of a connection as fields, each where it belongs; what a strategy is not known for stays as JSON. */
import { Textarea, TextInput } from '@mantine/core'
import { PasswordField } from '../../forms/password-field.tsx'
import { optionsOf, type Option } from './options.ts'

export type Given = Record<string, string>

const show = (value: unknown): string => (typeof value === 'string' ? value : Array.isArray(value) ? value.join(' ') : '')

/** What the fields show of the options, and what is left. */
export function parted(strategy: string, options: Record<string, unknown>): { fields: Given; rest: Record<string, unknown> } {
  const names = new Set(optionsOf(strategy).filter(({ name }) => options[name] === undefined || typeof options[name] === 'string' || Array.isArray(options[name])).map(({ name }) => name))
  return { fields: Object.fromEntries([...names].map((name) => [name, show(options[name])])), rest: Object.fromEntries(Object.entries(options).filter(([name]) => !names.has(name))) }
}

/** What was a list stays one; what is empty is left out. */
export const joined = (fields: Given, rest: Record<string, unknown>, before: Record<string, unknown> = {}): Record<string, unknown> => ({
  ...rest,
  ...Object.fromEntries(Object.entries(fields).flatMap(([name, text]) => (text.trim() === '' ? [] : [[name, Array.isArray(before[name]) ? text.trim().split(/\s+/) : text.trim()]]))),
})

/** The first thing that is wrong, named. */
export const wrongOf = (option: Option, text: string): string | undefined =>
  option.kind === 'address' && text.trim() !== '' && !/^https?:\/\/\S+$/.test(text.trim()) ? 'Write the address whole, for example https://login.example.com/authorize.' : undefined

export function OptionFields({ strategy, value, onChange, tried }: { strategy: string; value: Given; onChange: (value: Given) => void; /** Whether wrong fields are marked yet. */ tried: boolean }) {
  return optionsOf(strategy).map((option) => {
    const { name, label, kind, about } = option
    const text = value[name] ?? ''
    const shared = { label, description: about, value: text, error: tried ? wrongOf(option, text) : undefined, maxLength: 20_000, spellCheck: false, autoComplete: 'off', onChange: (event: { currentTarget: { value: string } }) => onChange({ ...value, [name]: event.currentTarget.value }) }
    if (kind === 'secret') return <PasswordField key={name} {...shared} autoComplete="new-password" visibilityToggleButtonProps={{ 'aria-label': `Show ${label.toLowerCase()}` }} />
    return kind === 'text' ? <Textarea key={name} {...shared} autosize minRows={3} maxRows={10} classNames={{ input: 'mono' }} /> : <TextInput key={name} {...shared} />
  })
}

/** For the check of a form: null when every field may be sent. */
export const fieldsTrouble = (strategy: string, fields: Given): string | null => {
  const wrong = optionsOf(strategy).find((option) => wrongOf(option, fields[option.name] ?? '') !== undefined)
  return wrong ? `${wrong.label} is not right yet.` : null
}
