/** The agent of this node, run by the supervisor: it answers when every web worker hangs. */
import { randomBytes, X509Certificate } from 'node:crypto'
import type { Tenant } from '#kernel/tenant.ts'
import type { NodeControl } from '#operate/context/index.ts'
import { appendEntry, callerOfKey, spendNonce, tellUse, whoIs, type KeyHolder, type Office, type Responsibilities } from '#responsibilities/index.ts'
import { openAgent, type Agent } from '#surfaces/agent/index.ts'
import { build } from './build.ts'
import { deskCommands } from './desk-commands.ts'
import { performer } from './perform-by-id.ts'
import type { LiveContext } from './process-context.ts'

/** With the private CA behind a leaf that it issued, so that a command line can hold on to it from its first visit. */
export function withAuthority({ cert, key }: { cert: string; key: string }, ca: string): { cert: string; key: string } {
  const issued = new X509Certificate(cert).verify(new X509Certificate(ca).publicKey)
  return { cert: issued && !cert.includes(ca.trim()) ? `${cert.trimEnd()}\n${ca}` : cert, key }
}

export type AgentNeeds = {
  port: number
  certificate: { cert: string; key: string }
  context: LiveContext
  office: Office
  responsibilities: Responsibilities
  root: Tenant
  node: NodeControl
}

export function startAgent({ port, certificate, context, office, responsibilities, root, node }: AgentNeeds): Promise<Agent> {
  const { db, clock, log } = context
  return openAgent<KeyHolder>({
    port, certificate, clock, log, version: build,
    token: () => randomBytes(24).toString('base64url'),
    holderOf: (keyId) => callerOfKey(office, keyId),
    async spend(keyId, nonce, seconds) {
      const fresh = await spendNonce(db, keyId, nonce, seconds)
      if (fresh) await tellUse(db, keyId, clock.now())
      return fresh
    },
    commandsFor: ({ caller }, terminal) =>
      deskCommands({ terminal, common: [], open: async () => ({ perform: performer({ context, root, node, responsibilities }, caller), close: async () => {} }) }),
    async audit({ id, name, caller }, command) {
      if (command.exit === undefined) return
      await appendEntry(office, { kind: 'agent.command', actor: whoIs(caller), subject: `key:${id}`, data: { command: command.name, exit: command.exit, key: name, address: command.address, node: node.id } })
    },
  })
}
