/** What the field names of a log search stand for, in SQL. */
import type { SearchFields, Target } from '#resources/search/index.ts'

const inBody = (name: string): Target => ({ kind: 'text', column: `(logs.body ->> '${name}')`, fold: true })

const fields: Record<string, Target> = {
  log_id: { kind: 'text', column: 'logs.log_id', fold: false },
  _id: { kind: 'text', column: 'logs.log_id', fold: false },
  type: { kind: 'text', column: 'logs.type', fold: false },
  client_id: { kind: 'text', column: 'logs.client_id', fold: false },
  user_id: { kind: 'text', column: 'logs.user_id', fold: false },
  ip: { kind: 'text', column: 'logs.ip', fold: false },
  date: { kind: 'date', column: 'logs.date' },
  ...Object.fromEntries(
    ['description', 'connection', 'connection_id', 'client_name', 'user_name', 'user_agent', 'hostname', 'strategy', 'strategy_type', 'audience', 'scope']
      .map((name) => [name, inBody(name)]),
  ),
}
// Older names for the same things.
const aliases = new Map([['application', 'client_name'], ['client', 'client_name'], ['user', 'user_name']])

const resolve: SearchFields['resolve'] = ([name = '', ...rest]) => {
  const known = aliases.get(name) ?? name
  if (rest.length === 0 && Object.hasOwn(fields, known)) return fields[known]
  return { kind: 'json', column: 'logs.body', path: [name, ...rest] }
}

/** For `q`. */
export const logSearchFields: SearchFields = {
  resolve,
  bare: [
    ...['client_name', 'connection', 'user_name'].map(inBody),
    ...['type', 'client_id', 'user_id', 'ip'].map((name) => fields[name]!),
    { kind: 'words', column: `(logs.body ->> 'description')` },
  ],
}

/** For `search`: words without a field are looked for in three places, and match from the start. */
export const logPrefixFields: SearchFields = {
  resolve,
  bare: ['client_name', 'connection', 'user_name'].map(inBody),
  wordsArePrefixes: true,
}

/** `date:1` or `type:-1` as ORDER BY; undefined when it is neither. Events of one moment stay in the order they were written. */
export function logOrder(sort: string | undefined): string | undefined {
  const [, field = '', sign] = /^(\w+):(-?1)$/.exec(sort ?? 'date:-1') ?? []
  const direction = sign === '1' ? 'ASC' : 'DESC'
  if (['date', 'log_id', '_id'].includes(field)) return `logs.log_id ${direction}`
  const target = Object.hasOwn(fields, field) ? fields[field] : undefined
  return target && 'column' in target ? `${target.column} ${direction} NULLS LAST, logs.log_id DESC` : undefined
}
