/**
 * The guided start: six steps from a fresh appliance to a first sign-in. Owns the table `guide_steps`, which remembers what somebody marked as
 * done or skipped. Each step is open, done or skipped. Does not do the steps: pages of the dashboard do, and `bailiwick` commands can.
 */
export { guide } from './guide.handlers.ts'
