/** Operations on the parts that others wrote. */
import { resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Closed, Type } from '#kernel/schema.ts'

export const ComponentNotFound = problem(404, 'inexistent_component', 'No such package, in this version, is part of this appliance.')

const { Optional } = Type
export const Component = Type.Object({
  name: Type.String(), version: Type.String(), licence: Type.String({ description: 'An SPDX expression, as the package says it; UNKNOWN where it says none.' }),
  about: Optional(Type.String()), homepage: Optional(Type.String()),
})

export const componentsContract = resource({
  name: 'components',
  about: 'Open source components of this appliance.',
  operations: {
    list: { http: 'GET /components', summary: 'List the packages that are shipped', scope: 'read:nodes', returns: Type.Array(Component) },
    licence: {
      http: 'GET /components/licence', summary: 'Read the licence that comes with a package', scope: 'read:nodes', query: Closed({ name: Type.String({ maxLength: 214 }), version: Type.String({ maxLength: 100 }) }),
      returns: Type.Object({ name: Type.String(), version: Type.String(), licence: Type.String(), text: Type.String({ description: 'Empty where the package brings no text of its own.' }) }), throws: [ComponentNotFound],
    },
  },
})
