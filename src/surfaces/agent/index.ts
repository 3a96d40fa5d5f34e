/**
 * The operator's door of a node: commands from afar, over TLS, signed by keys that the appliance authorised.
 *
 *     GET  /v1/commands          what the node offers: `OfferedCommand[]`
 *     POST /v1/run               {argv, files?}: runs a command; the answer is a line of JSON an event (`RunEvent`), the last one is `exit`
 *     GET  /v1/files/:ticket     a file that a command announced, once
 *
 * A request is, in turn: small enough, signed by a known key (RFC 9421), for the certificate shown here, of this minute, and not seen before.
 * Each command passes the gate like anything else and is written to the journal. Knows no command by name, no table and no party: how a key's
 * owner is found, how a nonce is spent and which commands there are come as functions.
 */
export { openAgent, type Agent, type AgentOptions } from './listener.ts'
export type { Admitted, Admission } from './admission.ts'
export { protocolVersion, type OfferedCommand, type Refusal, type RunEvent, type RunRequest } from './protocol.ts'
