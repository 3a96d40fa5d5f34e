/**
 * People: their attributes, metadata and identities. Owns the tables `users` and `user_identities` and the Management API's users.
 * A user stands for itself, or, once linked into another one, is only a door to it (`linked_to`).
 * Does not know passwords (connections), sessions, tokens or roles; those hang on the user's id and go with it.
 */
export type { Identity, NewUser, User, UserChanges } from './user.ts'
export { accountOf, createUser, findUser, findUserByIdentity, findUserByLogin, recordLogin, updateUser, type LoginName } from './accounts.ts'
export { presentUser, userClaims, type UserClaims } from './present.ts'
export type { SendVerification } from './users.changes.ts'
export { createUsers, showUsers } from './users.handlers.ts'
export { usersByEmail } from './users.list.store.ts'
export { EmailTaken, PhoneTaken, UserExists, UsernameTaken, UserNotFound } from './users.problems.ts'
export { columnsBeside, loginCounted, userBeside } from './users.store.ts'
export { UserShown } from './users.schema.ts'
