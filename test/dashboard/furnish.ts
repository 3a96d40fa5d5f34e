/** A tenant with one of everything that a page shows. */
import assert from 'node:assert/strict'
import type { DashboardPerson } from './person.ts'

export type Furnished = { application: string; machine: string; api: string; connection: string; user: string; role: string; email: string; task: string; ticket: string; checklist: string }

export async function furnish(ann: DashboardPerson, tenant = 'main'): Promise<Furnished> {
  const make = async <T>(request: string, body?: unknown): Promise<T> => {
    const reply = await ann.tenant<T>(tenant, request, body)
    assert.ok(reply.status < 300, `${request}: ${reply.status} ${JSON.stringify(reply.body)}`)
    return reply.body
  }
  const spa = await make<{ client_id: string }>('POST /clients', { name: 'Web shop', app_type: 'spa', token_endpoint_auth_method: 'none', callbacks: ['http://localhost:3000'] })
  const machine = await make<{ client_id: string }>('POST /clients', { name: 'Nightly report', app_type: 'non_interactive' })
  const api = await make<{ id: string; identifier: string }>('POST /resource-servers', { name: 'Orders', identifier: 'https://orders.example.com', scopes: [{ value: 'read:orders', description: 'See orders' }, { value: 'write:orders', description: 'Change orders' }] })
  await make('POST /client-grants', { client_id: machine.client_id, audience: api.identifier, scope: ['read:orders'] })
  const { connections } = await make<{ connections: { id: string; name: string }[] }>('GET /connections?include_totals=true')
  const connection = connections[0]
  assert.ok(connection)
  const email = 'grace@example.com'
  const user = await make<{ user_id: string }>('POST /users', { connection: connection.name, email, password: 'Correct-Horse-7-Battery', name: 'Grace Example', email_verified: true, user_metadata: { theme: 'dark' } })
  for (let number = 1; number <= 4; number += 1) await make('POST /users', { connection: connection.name, email: `person${number}@example.com`, password: 'Correct-Horse-7-Battery', name: `Person ${number}` })
  const role = await make<{ id: string }>('POST /roles', { name: 'Clerk', description: 'Works on orders' })
  await make(`POST /roles/${role.id}/permissions`, { permissions: [{ resource_server_identifier: api.identifier, permission_name: 'read:orders' }] })
  await make(`POST /users/${encodeURIComponent(user.user_id)}/roles`, { roles: [role.id] })
  return { application: spa.client_id, machine: machine.client_id, api: api.id, connection: connection.id, user: user.user_id, role: role.id, email, ...(await furnishOffice(ann)) }
}

/** What people have to do with one another, with something said in each. */
async function furnishOffice(ann: DashboardPerson): Promise<Pick<Furnished, 'task' | 'ticket' | 'checklist'>> {
  const [node] = await ann.must<{ id: string }[]>('GET /nodes')
  assert.ok(node)
  const task = await ann.must<{ id: string }>('POST /tasks', { operation: 'nodes.restart', input: { params: { id: node.id } }, reason: 'Its memory has grown since Monday.' })
  await ann.must(`POST /tasks/${task.id}/comments`, { text: 'Any time after eight in the evening is fine.' })
  const ticket = await ann.must<{ id: string }>('POST /tickets', { subject: 'Letters arrive late', kind: 'incident', severity: 3, questionnaire: { description: 'A confirmation takes ten minutes to arrive; signing in is not touched.', users: 'some', frequency: 'sometimes', worked_before: true } })
  await ann.must(`POST /tickets/${ticket.id}/comments`, { text: 'Only since the move of the mail server.' })
  const checklist = await ann.must<{ id: string }>('POST /checklists', { kind: 'pre-installation' })
  return { task: task.id, ticket: ticket.id, checklist: checklist.id }
}
