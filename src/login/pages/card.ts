/** What a page says, as data: one template draws them all, and escapes all of it. */

export type Field = {
  name: string
  label: string
  type: 'text' | 'email' | 'password'
  /** HTML autofill name: `username`, `current-password`, `new-password`, `email`, … */
  autocomplete: string
  /** What was typed before. Passwords are never given back. */
  value?: string | undefined
  error?: string | undefined
  hint?: string | undefined
  inputmode?: 'email' | 'text' | 'numeric'
}

export type Button = { text: string; name?: string; value?: string; kind?: 'main' | 'quiet' }

export type Form = {
  /** Path on this host. */
  action: string
  hidden?: Record<string, string>
  /** Whose password the form is about: not shown, but password managers file the new password under it. */
  account?: string | undefined
  fields?: Field[]
  buttons: Button[]
}

export type Card = {
  /** HTTP status; 200 unless given. */
  status?: number
  title: string
  subtitle?: string | undefined
  /** Paragraphs above the form. */
  sentences?: string[]
  /** What went wrong with the form; read out at once. */
  alert?: string | undefined
  /** `good` and `bad` put a sign above the title. */
  tone?: 'plain' | 'good' | 'bad'
  /** A list above the form: what an application asks for, what a password needs. */
  list?: { heading?: string; items: { text: string; detail?: string | undefined; below?: string[] }[] } | undefined
  form?: Form | undefined
  /** A link under the first field's form row, such as a forgotten password. */
  aside?: { text: string; href: string } | undefined
  links?: { before?: string; text: string; href: string }[]
  facts?: { label: string; value: string }[]
}
