/** From what somebody types to the search of the Management API. With a colon it is that language already; otherwise parts of names and addresses are looked for. */
export function searchOf(text: string): string | undefined {
  const typed = text.trim()
  if (typed === '') return undefined
  if (/[:()"]/.test(typed)) return typed
  const word = typed.replace(/[+\-&|!{}[\]^~*?\\/\s]/g, (character) => `\\${character}`)
  return ['email', 'name', 'username', 'user_id'].map((field) => `${field}:*${word}*`).join(' OR ')
}
