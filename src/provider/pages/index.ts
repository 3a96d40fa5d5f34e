/**
 * The console's pages: plain HTML, forms and links, no scripts, nothing from elsewhere. Owns the sessions of the people at the console.
 * A person is unknown → sent to the sign-in of the console's own root tenant authority → known for a working day, or until they sign out or are
 * removed. Every form carries a token that is bound to the session. Does not know how anything is done: each form calls one act.
 */
import type { Endpoint } from '#kernel/exchange.ts'
import type { ConsoleContext } from '../context/index.ts'
import { appliancePages } from './appliance.page.ts'
import { homePages } from './home.page.ts'
import { isolatedPages } from './isolated.page.ts'
import { peoplePages } from './people.page.ts'
import { signInPages } from './sign-in.ts'
import { taskPages } from './task.page.ts'
import { ticketPages } from './ticket.page.ts'

export const consolePages: readonly Endpoint<ConsoleContext>[] = [...signInPages, ...homePages, ...appliancePages, ...ticketPages, ...taskPages, ...isolatedPages, ...peoplePages]
export { forgetSessionsJob } from './sessions.job.ts'
