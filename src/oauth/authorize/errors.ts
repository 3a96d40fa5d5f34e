/** The three ways in which an authorization request does not simply succeed. */

/** The application or its address is not to be trusted: a page of ours, never a redirect (RFC 6749 section 4.1.2.1, RFC 9700 section 4.11). */
export class PageError extends Error {
  readonly status: number
  readonly error: string

  constructor(status: number, error: string, description: string) {
    super(description)
    this.name = 'PageError'
    this.status = status
    this.error = error
  }
}

/** Told to the application at its address. */
export class RedirectError extends Error {
  readonly error: string

  constructor(error: string, description: string) {
    super(description)
    this.name = 'RedirectError'
    this.error = error
  }
}

/** The person has to do something first. With `prompt=none` this becomes an error (OpenID Connect Core section 3.1.2.6). */
export class InteractionNeeded extends Error {
  readonly what: 'login' | 'consent'

  constructor(what: 'login' | 'consent') {
    super(`The person must be asked: ${what}.`)
    this.name = 'InteractionNeeded'
    this.what = what
  }
}
