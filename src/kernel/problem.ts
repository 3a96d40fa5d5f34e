/**
 * What may go wrong on purpose. A Problem carries a status, a stable code, a sentence for the caller and,
 * optionally, a private detail for the log. Anything else that is thrown is a bug and becomes a 500 with a reference id.
 */

export type ProblemOptions = {
  /** For the log only; never sent. */
  detail?: string
  headers?: Record<string, string>
  /** Extra members of the body, where an API documents them. */
  extra?: Record<string, unknown>
  cause?: unknown
}

/** An error of the Management API or the configuration area: `{statusCode, error, message, errorCode}`. */
export class Problem extends Error {
  readonly status: number
  readonly code: string | undefined
  readonly options: ProblemOptions

  constructor(status: number, code: string | undefined, message: string, options: ProblemOptions = {}) {
    super(message, { cause: options.cause })
    this.name = 'Problem'
    this.status = status
    this.code = code
    this.options = options
  }
}

/** An error of the protocol endpoints: `{error, error_description}` (RFC 6749 section 5.2). */
export class OAuthError extends Error {
  readonly status: number
  readonly error: string
  readonly options: ProblemOptions

  constructor(status: number, error: string, description: string, options: ProblemOptions = {}) {
    super(description, { cause: options.cause })
    this.name = 'OAuthError'
    this.status = status
    this.error = error
    this.options = options
  }

  get description(): string {
    return this.message
  }
}

/** Declares a problem once, so that the contract can list it and handlers can throw it. */
export type ProblemKind = { status: number; code: string | undefined; message: string; (options?: ProblemOptions): Problem }

export function problem(status: number, code: string | undefined, message: string): ProblemKind {
  const make = (options: ProblemOptions = {}) => new Problem(status, code, message, options)
  return Object.assign(make, { status, code, message })
}

/** The start cannot go on: one sentence, and the exit code documented in `docs/reference/exit-codes.md`. */
export class StartFailure extends Error {
  readonly exitCode: number

  constructor(exitCode: number, sentence: string, cause?: unknown) {
    super(sentence, { cause })
    this.name = 'StartFailure'
    this.exitCode = exitCode
  }
}

/** Exit codes, after sysexits.h where it has a name. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  high: 2,
  urgent: 3,
  usage: 64,
  unavailable: 69,
  software: 70,
  portInUse: 71,
  cannotCreate: 73,
  alreadyRunning: 75,
  protocol: 76,
  noPermission: 77,
  configuration: 78,
} as const
