/**
 * How much a tenant is used: sign-ins and sign-ups by day, people who came lately. Owns nothing: it counts what `logs` and `users` have,
 * so it reaches back as far as logs are kept. Does not know what the appliance itself does (metrics).
 */
export { stats } from './stats.handlers.ts'
