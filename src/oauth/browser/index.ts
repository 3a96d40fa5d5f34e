/**
 * What the engine says to browsers: the session cookie, and the two pages that hand an answer to an application without a redirect.
 * Does not know what the answers mean.
 */
export { formPost } from './form-post.ts'
export { beginSession, openSession, type OpenedSession, type Presence, type SessionFacts } from './presence.ts'
export { noSessionCookies, sessionCookies, sessionSecret } from './session-cookie.ts'
export { webMessage } from './web-message.ts'
