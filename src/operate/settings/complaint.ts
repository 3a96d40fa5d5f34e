/** Why a value does not fit a setting: one sentence with its title, its limits and its unit, and never a secret value. */
import { Compile } from '#kernel/schema.ts'
import type { SettingDeclaration } from '#kernel/setting.ts'

type Limits = { type?: string; minimum?: number; maximum?: number; minLength?: number; maxLength?: number; enum?: unknown[]; pattern?: string; /** What the pattern means. */ description?: string; items?: Limits }

/** undefined: it fits. */
export function complaint(declared: SettingDeclaration, value: unknown): string | undefined {
  if (Compile(declared.schema).Check(value)) return undefined
  const shown = declared.secret ? 'The value given' : shorten(JSON.stringify(value) ?? 'undefined')
  return `${shown} does not fit ${declared.id} (${declared.title}): it must be ${expected(declared.schema as Limits, declared.unit)}.`
}

function expected(schema: Limits, unit: string | undefined): string {
  const in_ = unit === undefined ? '' : ` ${unit}`
  if (schema.enum) return `one of ${schema.enum.map((each) => JSON.stringify(each)).join(', ')}`
  if (schema.type === 'integer' || schema.type === 'number') {
    const kind = schema.type === 'integer' ? 'a whole number' : 'a number'
    const { minimum, maximum } = schema
    if (minimum !== undefined && maximum !== undefined) return `${kind} from ${minimum} to ${maximum}${in_}`
    if (minimum !== undefined) return `${kind} of at least ${minimum}${in_}`
    if (maximum !== undefined) return `${kind} of at most ${maximum}${in_}`
    return `${kind}${in_ && ` of${in_}`}`
  }
  if (schema.type === 'boolean') return 'true or false'
  if (schema.type === 'array') return `a list, each entry ${schema.items ? expected(schema.items, unit) : 'a value'}`
  const { maxLength, minLength, pattern, description } = schema
  if (description) return `${description}${maxLength === undefined ? '' : ` (at most ${maxLength} characters)`}`
  const parts = [
    maxLength === undefined ? 'text' : `text of at most ${maxLength} characters`,
    minLength === undefined ? '' : `of at least ${minLength}`,
    pattern === undefined ? '' : `of the form ${pattern}`,
  ]
  return parts.filter((part) => part !== '').join(', ')
}

const shorten = (text: string): string => (text.length > 100 ? `${text.slice(0, 100)}…` : text)
