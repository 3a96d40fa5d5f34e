import { listing, resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Bag, Closed, Timestamp, Type } from '#kernel/schema.ts'

export const LogNotFound = problem(404, undefined, 'Log not found.')
export const BadLogSort = problem(400, 'invalid_query_string', "Query validation error: 'sort takes the name of a field and its order, for example date:-1'.")

const text = Type.Optional(Type.String())

export const LogEntry = Type.Object(
  {
    _id: Type.String(),
    log_id: Type.String(),
    date: Timestamp(),
    type: Type.String(),
    description: text,
    connection: text,
    connection_id: text,
    client_id: text,
    client_name: text,
    ip: text,
    user_agent: text,
    hostname: text,
    user_id: text,
    user_name: text,
    audience: text,
    scope: text,
    strategy: text,
    strategy_type: text,
    isMobile: Type.Optional(Type.Boolean()),
    details: Type.Optional(Bag()),
    auth0_client: Type.Optional(Bag()),
  },
  { additionalProperties: true },
)

const readers = ['read:logs', 'read:logs_users']

export const logsContract = resource({
  name: 'logs',
  about: 'What happened: logins, failures, changes.',
  operations: {
    list: {
      http: 'GET /logs',
      summary: 'List or search log events',
      scope: readers,
      query: Closed({
        sort: Type.Optional(Type.String({ maxLength: 200, description: 'field and order; date:-1 when absent' })),
        q: Type.Optional(Type.String({ description: 'search in Lucene syntax' })),
        search: Type.Optional(Type.String({ description: 'field:value pairs, all of which must hold; words match from their start' })),
      }),
      // With from or take the answer is a bare array: the next page begins after its last log_id.
      ...listing(LogEntry, 'logs', { style: 'both', wrapped: false }),
      throws: [BadLogSort],
    },
    get: {
      http: 'GET /logs/:id',
      summary: 'Show a log event',
      scope: readers,
      returns: LogEntry,
      throws: [LogNotFound],
    },
  },
})
