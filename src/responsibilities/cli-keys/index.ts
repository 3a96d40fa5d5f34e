/**
 * Workstations that may reach the agents of this appliance: public keys, and for whom each acts. Owns `cli_keys` and `agent_nonces`.
 *
 * A key is authorised → removed; its request is taken within a minute of when it was signed, and once. It acts for the person who is named with it
 * (and stops with them), or for whoever authorised it. Does not know how requests are signed or what they ask for.
 */
export { callerOfKey, type KeyHolder } from './holder.ts'
export { spendNonce, tellUse } from './cli-keys.store.ts'
export { cliKeys } from './cli-keys.handlers.ts'
export type { CliKey } from './cli-keys.store.ts'
