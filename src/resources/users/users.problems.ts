import { problem } from '#kernel/problem.ts'

export const UserNotFound = problem(404, 'inexistent_user', 'The user does not exist.')
export const UserExists = problem(409, 'user_exists', 'The user already exists.')
export const EmailTaken = problem(400, 'auth0_idp_error', 'The specified new email already exists')
export const UsernameTaken = problem(400, 'auth0_idp_error', 'The specified new username already exists')
export const PhoneTaken = problem(400, 'auth0_idp_error', 'The specified new phone number already exists')
