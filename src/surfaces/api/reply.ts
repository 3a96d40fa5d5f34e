/** A Problem as the Management API sends it: `{statusCode, error, message, errorCode}`; 401 bodies carry `attributes` besides. */
import type { HttpReply } from '#kernel/exchange.ts'
import type { Problem } from '#kernel/problem.ts'
import { STATUS_CODES } from '#platform/node-http/index.ts'

export function problemReply(problem: Problem): HttpReply {
  const { extra, headers } = problem.options
  return {
    status: problem.status,
    ...(headers ? { headers } : {}),
    body: {
      statusCode: problem.status,
      error: STATUS_CODES[problem.status] ?? 'Error',
      message: problem.message,
      ...(problem.code === undefined ? {} : { errorCode: problem.code }),
      ...extra,
    },
  }
}
