/** Operations on the export of users of the node that is asked. */
import { FileContent } from '#kernel/download.ts'
import { resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Closed, OneOf, Perhaps, secret, Timestamp, Type } from '#kernel/schema.ts'

export const NoExport = problem(404, 'inexistent_export', 'There is no user export on this node.')
export const ExportExists = problem(409, 'export_exists', 'There is a user export on this node already, or one is being made; remove it first with user-export-delete.')
export const ExportUnfinished = problem(409, 'export_unfinished', 'The user export is not finished; user-export-status says how far it is.')

/** As the documentation of exports names them. */
export const exportFields = ['_id', 'email', 'email_verified', 'phone_number', 'phone_verified', 'name', 'user_id', 'lastLogin', 'updated_at', '__tenant'] as const
export type ExportField = (typeof exportFields)[number]

const State = Type.Object({
  state: OneOf(['running', 'done', 'failed']), sentence: Type.String(), users: Type.Integer(), started_at: Timestamp(),
  name: Type.Optional(Type.String()), bytes: Type.Optional(Type.Integer()), md5: Type.Optional(Type.String()), sha256: Type.Optional(Type.String()),
})

export const userExportContract = resource({
  name: 'user-export',
  about: 'The export of users of the node that is asked.',
  operations: {
    create: {
      http: 'POST /user-export', summary: 'Export chosen fields of all users, encrypted', scope: 'create:user_export', status: 202, row: 'user-migration', risk: 'routine', throws: [ExportExists], returns: State,
      body: Closed({
        password: secret(Type.String({ minLength: 1, maxLength: 1000 }), []), fields: Type.Array(OneOf(exportFields), { minItems: 1, uniqueItems: true }),
        format: Type.Optional(OneOf(['age', 'openssl'], { description: 'openssl: aes-256-ctr with -md md5 -nosalt, weak; only for tools that know nothing else' })),
      }),
    },
    status: { http: 'GET /user-export', summary: 'Say how the export of users is; nothing (204) while there is none', scope: 'read:user_export', returns: Perhaps(State) },
    download: { http: 'GET /user-export/file', summary: 'Fetch the export of users', scope: 'read:user_export', row: 'user-migration', returns: FileContent, throws: [NoExport, ExportUnfinished] },
    remove: { http: 'DELETE /user-export', summary: 'Remove the export of users', scope: 'delete:user_export', row: 'user-migration', risk: 'routine', throws: [NoExport] },
  },
})
