/**
 * Requests from here to addresses that others have written down. A server inside a network must not be made to speak to its neighbours: only https,
 * only public addresses (loopback too where the appliance itself lives there), the address that was judged is the one connected to, no redirects,
 * a few seconds. `postJson` is for the one address that an operator has chosen. Keeps nothing; does not know what is sent.
 */
export { getJson } from './get-json.ts'
export { OutgoingRefused } from './judged.ts'
export { postForm } from './post-form.ts'
export { postJson, type PostJsonOptions } from './post-json.ts'
