/**
 * A setting of the appliance: declared once, with its default and when a change takes effect; the value travels with its origin.
 */
import type { Static, TSchema } from './schema.ts'

export type SettingDeclaration<S extends TSchema = TSchema> = {
  /** Dotted and kebab-case: `network.trusted-proxies`. */
  id: string
  title: string
  about: string
  schema: S
  default: Static<S>
  /** `seconds`, `MiB`, …; printed beside the field. */
  unit?: string
  scope: 'appliance' | 'node'
  takesEffect: 'at once' | 'new sessions' | 'restart'
  /** Environment variable that overrides the stored value. */
  environment?: string
  secret?: boolean
}

export const setting = <const S extends TSchema>(declaration: SettingDeclaration<S>): SettingDeclaration<S> => declaration

export type Origin = 'default' | 'stored' | 'environment' | 'option'
export type SettingValue<T> = { value: T; origin: Origin }

/** Reads the present value of a declared setting. */
export type Settings = {
  get<S extends TSchema>(declaration: SettingDeclaration<S>): Static<S>
  origin(declaration: SettingDeclaration): Origin
}
