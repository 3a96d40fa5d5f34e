/**
 * What applications keep on a person's devices: refresh tokens, seen by device, and public keys. Owns the table `device_credentials` (the keys);
 * refresh tokens are those of `resources/refresh-tokens` and carry the same ids. A credential is there until it is deleted or, a token, expires.
 * Does not know what a device's key is good for: nothing here authenticates with one.
 */
export { deviceCredentials } from './device-credentials.handlers.ts'
