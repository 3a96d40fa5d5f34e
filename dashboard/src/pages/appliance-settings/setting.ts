/** A setting as the API shows it, and how its values stand in a form. */
import type { operations } from '../../api/generated/appliance.d.ts'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import { asText } from '../../forms/json-field.tsx'

type Listed = operations['settings.list']['responses'][200]['content']['application/json'][number]
/** The part of JSON Schema that settings use. */
export type Schema = { type?: 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object'; enum?: string[]; minimum?: number; maximum?: number; maxLength?: number; pattern?: string; items?: Schema; maxItems?: number }
export type Setting = Omit<Listed, 'schema' | 'value' | 'default'> & { schema: Schema; value: unknown; default: unknown }

export const useSettings = () => {
  const api = useAppliance()
  return useRead(['settings'], () => read(api.GET('/api/appliance/v1/settings')) as Promise<unknown> as Promise<Setting[]>)
}

/** Form libraries read a dot as a path, so a field is named with a slash instead. */
export const fieldName = (id: string): string => id.replaceAll('.', '/')
export const settingId = (field: string): string => field.replaceAll('/', '.')

export type FormValue = string | number | boolean | string[] | null

export const toForm = ({ schema, value, secret }: Setting): FormValue => {
  if (secret) return ''
  if (schema.type === 'object') return asText(value)
  if (schema.type === 'integer' || schema.type === 'number') return (value as number | null) ?? null
  if (schema.type === 'array') return (value as string[] | null) ?? []
  if (schema.type === 'boolean') return Boolean(value)
  return (value as string | null) ?? ''
}

/** What is sent; null goes back to the default. */
export const fromForm = ({ schema }: Setting, value: FormValue): unknown => {
  if (schema.type === 'object') return typeof value === 'string' && value.trim() !== '' ? (JSON.parse(value) as unknown) : {}
  return value
}

/** In the order of the page; what is not named stands at the end under its own first word. */
const titles: Record<string, string> = {
  general: 'General', sessions: 'Sessions', session: 'Sessions', dashboard: 'Dashboard', https: 'HTTPS', mail: 'Mail', network: 'Network', monitoring: 'Monitoring', alerts: 'Alerts', limits: 'Rate limits',
  responsibilities: 'Responsibilities', support: 'Support', backups: 'Backups', acme: 'ACME', reporting: 'Provider console',
}

export type Group = { name: string; title: string; settings: Setting[] }

export function grouped(settings: readonly Setting[]): Group[] {
  const names = [...new Set([...Object.keys(titles), ...settings.map(({ id }) => id.split('.')[0]!)])]
  return names.flatMap((name) => {
    const members = settings.filter(({ id }) => id.startsWith(`${name}.`))
    return members.length > 0 ? [{ name, title: titles[name] ?? name.replace(/^./, (first) => first.toUpperCase()).replaceAll('-', ' '), settings: members }] : []
  })
}

/** `from the environment (BAILIWICK_SMTP_PORT)` */
export const originOf = ({ origin, environment }: Setting): string | undefined =>
  origin === 'environment' ? `Decided by the environment${environment ? ` (${environment})` : ''}; it cannot be changed here.` : origin === 'option' ? 'Decided by an option of the start command; it cannot be changed here.' : undefined
