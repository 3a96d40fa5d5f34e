/** HTML as text: what is put in is escaped, unless it is HTML itself. */
export type Html = { readonly html: string }
type Part = Html | string | number | undefined | null | false | readonly Part[]

const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

function drawn(part: Part): string {
  if (part === undefined || part === null || part === false) return ''
  if (Array.isArray(part)) return part.map(drawn).join('')
  if (typeof part === 'object') return (part as Html).html
  return escape(String(part))
}

export const html = (texts: TemplateStringsArray, ...parts: Part[]): Html => ({ html: texts.reduce((all, text, index) => all + drawn(parts[index - 1]) + text) })

/** A table, or a sentence where there is nothing. */
export const rows = (head: readonly string[], lines: readonly (readonly Part[])[], nothing: string): Html =>
  lines.length === 0
    ? html`<p class="quiet">${nothing}</p>`
    : html`<table><thead><tr>${head.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead><tbody>${lines.map((line) => html`<tr>${line.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table>`

/** `2026-05-31 18:00` UTC. */
export const time = (value: unknown): Html => {
  const at = value instanceof Date ? value : new Date(String(value))
  return Number.isNaN(at.getTime()) ? html`–` : html`<time datetime="${at.toISOString()}">${at.toISOString().slice(0, 16).replace('T', ' ')}</time>`
}
export const chip = (text: string, tone: 'good' | 'bad' | 'plain' = 'plain'): Html => html`<span class="chip ${tone}">${text}</span>`
