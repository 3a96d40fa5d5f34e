/** An act's result as the caller asked for it: shaped as a list, without what the caller may not see, with the fields it chose. */
import { isDownload } from '#kernel/download.ts'
import type { HttpReply } from '#kernel/exchange.ts'
import type { Operation, Page, PageRequest, Paging } from '#kernel/operation.ts'
import { insufficientScope, type Grant } from './authorize.ts'
import { asJsonSchema, marked, walk, type JsonSchema } from './json-schema.ts'
import type { FieldChoice, Parsed } from './parse.ts'

export function present(operation: Operation<never>, input: Parsed, output: unknown, grant: Grant): HttpReply {
  // A success that has nothing to say, although the declaration allows a body, is a 204 (deleting what is not there).
  if (output === undefined) return { status: operation.returns && (operation.successStatus === 200 || operation.successStatus === 202) ? 204 : operation.successStatus }
  if (isDownload(output)) return { status: operation.successStatus, body: output }
  const schema = operation.returns && asJsonSchema(operation.returns)
  const show = (value: unknown) => choose(visible(schema, value, grant), input.fields)
  const body = operation.paging
    ? shapeList(operation.paging, input.page!, output as Page<unknown>, show)
    : show(output)
  return { status: operation.successStatus, body }
}

/** A field asked for by name that the token may not read is refused rather than left out in silence. */
export function checkFields(operation: Operation<never>, fields: FieldChoice | undefined, grant: Grant): void {
  if (!fields?.include || !operation.returns) return
  const returned = asJsonSchema(operation.returns)
  const members = returned.properties ?? returned.items?.properties ?? {}
  for (const name of fields.names) {
    const needed = Object.hasOwn(members, name) ? marked(members[name]!)['x-visible-with'] : undefined
    if (needed && !mayRead(needed, grant)) throw insufficientScope(needed)
  }
}

function shapeList(paging: Paging, page: PageRequest, { items, total, next }: Page<unknown>, show: (item: unknown) => unknown): unknown {
  const shown = items.map(show)
  if (page.from !== undefined) {
    if (paging.wrapped === false) return shown
    return { [paging.plural]: shown, ...(next === undefined ? {} : { next }) }
  }
  if (page.includeTotals) return { start: page.offset, limit: page.limit, length: shown.length, total, [paging.plural]: shown }
  return paging.wrapped ? { [paging.plural]: shown } : shown
}

const mayRead = (needed: readonly string[], grant: Grant): boolean => needed.some((scope) => grant.caller.scopes.has(scope))

function visible(schema: JsonSchema | undefined, value: unknown, grant: Grant): unknown {
  return walk(schema, value, (member) => {
    const needed = member['x-visible-with']
    return needed && !mayRead(needed, grant) ? 'drop' : 'keep'
  })
}

function choose(value: unknown, fields: FieldChoice | undefined): unknown {
  if (!fields || value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((item) => choose(item, fields))
  return Object.fromEntries(Object.entries(value).filter(([name]) => fields.names.includes(name) === fields.include))
}
