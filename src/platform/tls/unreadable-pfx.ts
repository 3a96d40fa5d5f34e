/** The file could not be used; the message is a sentence without secrets. */
export class UnreadablePfx extends Error {}
