/**
 * The built-in user store: people who sign in with an e-mail address or user name and a password kept here. Owns `/dbconnections/*`,
 * the tickets in messages and the messages themselves. Does not know pages (login), protocols (oauth) or other strategies.
 */
export { authenticate, findAccount, type Authenticated } from './authenticate.ts'
export { isDatabase, resetAllowed, signUpAllowed, usernameLengths, usernamesUsed, type AskingClient, type DatabaseConnection } from './connection.ts'
export { isEmail, isUsername } from './identifiers.ts'
