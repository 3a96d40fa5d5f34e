// Every operation of the Management API, from the published list: who may not call it, what it refuses, what it answers.
// The exception lists may only shrink.
import { after, before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { Value } from 'typebox/value'
import type { Operation } from '#kernel/operation.ts'
import type { ApiContext } from '#platform/context/index.ts'
import { resources } from '../../src/modules.ts'
import { startAppliance, type Appliance } from '../appliance.ts'
import { management, type Management } from '../management.ts'
import { furnish, type Furniture } from './furniture.ts'

const operations = resources.flatMap((resource) => resource.operations)

/** Operations that answer an id they do not know with a success, as documented. What the neighbour has stays as it was all the same. */
const succeedsForUnknownIds: Record<string, { status: number; why: string }> = {
  'anomalyBlocks.unblockIp': { status: 204, why: 'an address is nobody\'s; throttles are counted by tenant, and this tenant had none' },
  'clientGrants.delete': { status: 204, why: 'what is gone is gone' },
  'clientCredentials.delete': { status: 204, why: 'what is gone is gone' },
  'clients.delete': { status: 204, why: 'what is gone is gone' },
  'connections.delete': { status: 204, why: 'what is gone is gone' },
  'customDomains.delete': { status: 204, why: 'what is gone is gone' },
  'deviceCredentials.delete': { status: 204, why: 'what is gone is gone' },
  'grants.delete': { status: 204, why: 'what is gone is gone' },
  'refreshTokens.delete': { status: 204, why: 'what is gone is gone' },
  'resourceServers.delete': { status: 204, why: 'what is gone is gone' },
  'sessions.delete': { status: 202, why: 'what is gone is gone' },
  'tokenExchangeProfiles.delete': { status: 204, why: 'what is gone is gone' },
  'userSessions.revokeAccess': { status: 202, why: 'nobody has nothing left to revoke' },
  'users.delete': { status: 204, why: 'what is gone is gone' },
  'users.logs': { status: 200, why: 'the entries of somebody who was deleted can still be read; a stranger has none' },
}

describe('every operation', () => {
  let appliance: Appliance
  let mine: Management
  let rootOwner: Management
  let narrow: Management[]
  let narrowAtRoot: Management
  let own: Furniture
  let foreign: Furniture

  before(async () => {
    appliance = await startAppliance()
    mine = await management(appliance.main)
    narrow = await Promise.all(['read:roles', 'read:users', 'read:logs'].map((scope) => management(appliance.main, scope)))
    rootOwner = await management(appliance.bootstrap.rta)
    narrowAtRoot = await management(appliance.bootstrap.rta, 'read:users')
    const made = await rootOwner.must<{ client_id: string; client_secret: string }>('POST /tenants', { name: 'neighbour' })
    const theirs = await management({ ...made, domain: appliance.main.domain.replace('main.', 'neighbour.') })
    own = await furnish(mine)
    foreign = await furnish(theirs)
  })
  after(() => appliance?.stop())

  const at = (operation: Operation<ApiContext>, furniture: Furniture | undefined) =>
    operation.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(furniture?.ids[operation.resource]?.[name] ?? 'anything'))
  /** Operations of the root tenant authority are on its host only. */
  const send = (operation: Operation<ApiContext>, headers: Record<string, string>, body?: string) =>
    fetch(`${operation.rootOnly ? appliance.rootOrigin : appliance.origin}/api/v2${at(operation, undefined)}`, { method: operation.method, headers, ...(body === undefined ? {} : { body }) })

  test('the list is not empty', () => assert.ok(operations.length > 40, `${operations.length} operations`))

  for (const operation of operations) {
    test(operation.id, async (context) => {
      await context.test('without a token: 401; with a wrong one: 401', async () => {
        for (const headers of [{}, { authorization: 'Bearer nonsense' }, { authorization: 'Basic eDp5' }]) {
          const response = await send(operation, headers as Record<string, string>)
          const body = (await response.json()) as Record<string, unknown>
          assert.equal(response.status, 401)
          assert.deepEqual([body['statusCode'], body['error'], typeof body['message']], [401, 'Unauthorized', 'string'])
        }
      })

      if (operation.scopes.length > 0) {
        await context.test('without the scope: 403 naming it', async () => {
          const caller = operation.rootOnly ? narrowAtRoot : narrow.find(({ scope }) => !operation.scopes.includes(scope ?? ''))!
          const response = await send(operation, { authorization: `Bearer ${caller.token}` })
          const body = (await response.json()) as Record<string, unknown>
          assert.deepEqual([response.status, body['error'], body['errorCode']], [403, 'Forbidden', 'insufficient_scope'])
          assert.ok(operation.scopes.some((scope) => String(body['message']).includes(scope)), String(body['message']))
        })
      }

      if (operation.rootOnly) {
        await context.test('on another tenant\'s host: 404', async () => {
          assert.equal((await mine.call(`${operation.method} ${at(operation, undefined)}`)).status, 404)
        })
      }

      if (operation.body) {
        const shape = (operation.body as { type?: string }).type
        const wrong = shape === 'array' ? { a: 1 } : [1]
        await context.test('a malformed body: 400', async () => {
          for (const text of [JSON.stringify(wrong), '{"name":', '"text"']) {
            const response = await send(operation, { authorization: `Bearer ${(operation.rootOnly ? rootOwner : mine).token}`, 'content-type': 'application/json' }, text)
            const body = (await response.json()) as Record<string, unknown>
            assert.deepEqual([response.status, body['statusCode'], body['error']], [400, 400, 'Bad Request'], `${text}: ${JSON.stringify(body)}`)
          }
        })
      }

      if (operation.path.includes('/:')) {
        await context.test("another tenant's id: 404", async () => {
          assert.ok(foreign.ids[operation.resource] !== undefined, `furniture.ts has no ids of ${operation.resource}`)
          const body = foreign.bodies[operation.id]
          if (operation.body) assert.ok(body !== undefined, `furniture.ts has no body for ${operation.id}`)
          const reply = await mine.call(`${operation.method} ${at(operation, foreign)}${foreign.queries[operation.id] ?? ''}`, body)
          const excused = succeedsForUnknownIds[operation.id]
          assert.equal(reply.status, excused?.status ?? 404, JSON.stringify(reply.body))
          if (reply.status === 200) assert.deepEqual(reply.body, [])
        })
      }

      if (operation.method === 'GET' && operation.returns) {
        await context.test('what it returns matches its schema', async () => {
          const path = at(operation, own)
          const query = operation.query ? (own.queries[operation.id] ?? '') : ''
          const answer = await mine.must<unknown>(`GET ${path}${query}`)
          const items = operation.paging ? (Array.isArray(answer) ? answer : (answer as Record<string, unknown[]>)[operation.paging.plural]) : [answer]
          assert.ok(Array.isArray(items), JSON.stringify(answer).slice(0, 300))
          for (const item of items) {
            const [fault] = Value.Errors(operation.returns!, item)
            assert.equal(fault, undefined, `${JSON.stringify(fault)} in ${JSON.stringify(item).slice(0, 600)}`)
          }
        })
      }

      if (operation.paging && !operation.rootOnly) {
        const { plural, max, style } = operation.paging
        await context.test('paging: too large and negative pages are refused, a page beyond the end is empty', async () => {
          const path = at(operation, own)
          const first = own.queries[operation.id] ?? ''
          const more = (text: string) => `GET ${path}${first}${first ? '&' : '?'}${text}`
          const large = style === 'checkpoint' ? `take=${max + 1}` : `per_page=${max + 1}`
          assert.equal((await mine.call(more(large))).status, 400)
          if (style === 'checkpoint') return
          assert.equal((await mine.call(more('page=-1'))).status, 400)
          const far = await mine.must<Record<string, unknown>>(more('page=9&per_page=100&include_totals=true'))
          assert.deepEqual(far[plural], [])
          assert.equal(far['start'], 900)
          assert.equal(far['limit'], 100)
          assert.equal(typeof far['total'], 'number')
        })
      }
    })
  }

  test('the list of exceptions names only what is there', () => {
    for (const id of Object.keys(succeedsForUnknownIds)) assert.ok(operations.some((operation) => operation.id === id), id)
  })

  test("what belongs to the neighbour is still there and unchanged", async () => {
    assert.deepEqual(await foreign.snapshot(), foreign.before)
  })
})
