/** Operations on diagnostics packages. */
import { FileContent } from '#kernel/download.ts'
import { resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Closed, OneOf, Timestamp, Type } from '#kernel/schema.ts'

export const PackageNotFound = problem(404, 'inexistent_package', 'There is no finished package of this node; make one first.')
export const NodeSilent = problem(409, 'node_silent', 'This node does not live, so it can make no package; on its machine `bailiwick diagnostics write` makes one without it.')

const { Optional } = Type

export const Package = Type.Object({
  node: Type.String(), hostname: Optional(Type.String()), state: OneOf(['requested', 'running', 'done', 'failed']), requested_by: Type.String(), requested_at: Timestamp(),
  finished_at: Optional(Timestamp()), sentence: Optional(Type.String()), name: Optional(Type.String()), sha256: Optional(Type.String()), bytes: Optional(Type.Integer()),
})

export const diagnosticsContract = resource({
  name: 'diagnostics',
  about: 'Packages that say how a node is, for somebody elsewhere to read.',
  operations: {
    list: { http: 'GET /diagnostics', summary: 'List the last package of each node', scope: 'read:diagnostics', returns: Type.Array(Package) },
    create: {
      http: 'POST /diagnostics', summary: 'Have packages made: by every node that lives, or by the one named', scope: 'create:diagnostics', status: 202, row: 'support-tickets', risk: 'routine',
      body: Closed({ node: Optional(Type.String({ maxLength: 100 })) }), returns: Type.Array(Package), throws: [NodeSilent],
    },
    download: { http: 'GET /diagnostics/:node/file', summary: 'Fetch the package of a node', scope: 'read:diagnostics', returns: FileContent, throws: [PackageNotFound] },
    attach: {
      http: 'POST /diagnostics/:node/attachments', summary: 'Attach the package of a node to a support ticket', scope: 'create:diagnostics', row: 'support-tickets', risk: 'routine',
      body: Closed({ ticket: Type.String({ minLength: 1, maxLength: 100 }) }), returns: Type.Object({ ticket: Type.String(), name: Type.String(), sha256: Type.String(), size: Type.Integer() }), throws: [PackageNotFound],
    },
  },
})
