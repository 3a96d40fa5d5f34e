/** A request that cannot be read; shaped for its surface in `faults.ts`. The message is for the caller. */
export class Refused extends Error {
  readonly status: 400 | 413 | 415
  constructor(status: 400 | 413 | 415, sentence: string) {
    super(sentence)
    this.name = 'Refused'
    this.status = status
  }
}

/** The client went away before its request was complete. Nobody is left to answer. */
export class ClientGone extends Error {}
