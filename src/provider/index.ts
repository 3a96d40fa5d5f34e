/**
 * The provider's console: one place where a provider sees the appliances of all its subscribers, answers their tickets, and asks for what it needs.
 *
 * It is an installation of its own, with its own data directory and database, its own people and its own key; appliances call it, and it calls
 * nobody. Rooms: `context` (what everything here is handed), `appliances` (what was reported and said), `pages` (plain pages for people), `api` (the same
 * for programs, and the door at which appliances report). Does not know how it is started, nor how people prove who they are.
 */
export type { Console, ConsoleContext, SignIn } from './context/index.ts'
export { consolePages, forgetSessionsJob } from './pages/index.ts'
export { consoleResource, reportEndpoint, type ConsoleApiContext } from './api/index.ts'
export { listAppliances } from './appliances/index.ts'
