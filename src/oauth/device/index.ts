/**
 * Devices without a browser (RFC 8628): a device asks for two codes, a person types the short one at /activate, signs in and confirms, the device
 * polls with the long one. Owns `device_requests` (pending → approved or denied → finished) and the pages under /activate.
 * Does not know how people sign in (login) nor what tokens are made of (token, tokens).
 */
import { activateEndpoints } from './activate.endpoints.ts'
import { deviceCodeEndpoint } from './device-code.endpoint.ts'

export const deviceEndpoints = [deviceCodeEndpoint, ...activateEndpoints]

export { resumeActivation, isActivation } from './approval.ts'
export { deviceGrant, pollDevice, pollInterval, type Polled } from './polling.ts'
