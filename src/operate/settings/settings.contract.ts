/** Operations on the settings of the appliance. */
import { resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Bag, Closed, OneOf, secret, Timestamp, Type, type Static } from '#kernel/schema.ts'

export const SettingNotFound = problem(404, 'inexistent_setting', 'The setting does not exist.')
export const VersionNotFound = problem(404, 'inexistent_setting_version', 'No change of settings has this version.')

const { Optional } = Type
const value = Type.Unknown({ description: 'Null where it is secret.' })

export const Setting = Type.Object({
  id: Type.String(),
  title: Type.String(),
  about: Type.String(),
  value,
  origin: OneOf(['default', 'stored', 'environment', 'option']),
  default: value,
  /** Only of secret ones: whether there is a value, since it is never shown. */
  is_set: Optional(Type.Boolean()),
  secret: Type.Boolean(),
  unit: Optional(Type.String()),
  scope: OneOf(['appliance', 'node']),
  takes_effect: OneOf(['at once', 'new sessions', 'restart']),
  environment: Optional(Type.String()),
  schema: Bag(),
})
export type Setting = Static<typeof Setting>

const Change = Type.Object({ id: Type.String(), before: value, after: value })

export const SettingVersion = Type.Object({
  version: Type.Integer(),
  changed_at: Timestamp(),
  changed_by: Type.String(),
  restores: Optional(Type.Integer({ description: 'The version whose state was taken up again.' })),
  note: Optional(Type.String()),
  changes: Type.Array(Change),
})
export type SettingVersion = Static<typeof SettingVersion>

export const Changed = Type.Object({
  /** Absent when nothing was different. */
  version: Optional(Type.Integer()),
  changes: Type.Array(Change),
  /** Ids of what takes effect when the nodes restart. */
  waits_for_restart: Type.Array(Type.String()),
})

const configure = { row: 'configure', risk: 'routine' } as const

export const settingsContract = resource({
  name: 'settings',
  about: 'What the appliance is set to, where each value comes from, and every change of it.',
  operations: {
    list: { http: 'GET /settings', summary: 'List settings', scope: 'read:settings', returns: Type.Array(Setting) },
    get: { http: 'GET /settings/:id', summary: 'Show a setting', scope: 'read:settings', returns: Setting, throws: [SettingNotFound] },
    update: {
      http: 'PATCH /settings', summary: 'Change settings', scope: 'update:settings', ...configure,
      // Values may be secret, and only the declarations know which; logs get none of them.
      body: Type.Record(Type.String(), secret(Type.Unknown(), []), {
        minProperties: 1, maxProperties: 200, description: 'Values by setting id; null goes back to the default. All are changed or none.',
      }),
      returns: Changed, throws: [SettingNotFound],
    },
    history: {
      http: 'GET /setting-versions', summary: 'List changes of settings', scope: 'read:settings',
      query: Closed({ setting: Optional(Type.String({ maxLength: 200 })) }),
      returns: SettingVersion, paging: { style: 'offset', plural: 'setting_versions', max: 100, default: 50 },
    },
    rollback: {
      http: 'POST /setting-versions/:version/rollback', summary: 'Take up the settings of an earlier version again', scope: 'update:settings', status: 200, ...configure,
      returns: Changed, throws: [VersionNotFound],
    },
  },
})
