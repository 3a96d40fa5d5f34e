/**
 * Devices without a browser (RFC 8628): a device asks for two codes, a person types the short one at /activate, signs in and confirms, the device
 * polls with the long one. Owns the pages under /activate and `device_code_misses`; what waits, and how it is decided, is `deferred`.
 */
import { activateEndpoints } from './activate.endpoints.ts'
import { deviceCodeEndpoint } from './device-code.endpoint.ts'

export const deviceEndpoints = [deviceCodeEndpoint, ...activateEndpoints]

export { device, deviceGrant } from './device.ts'
