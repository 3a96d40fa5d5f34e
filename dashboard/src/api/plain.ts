/**
 * What the Management API objects to, in the words of whoever filled in a form. The API's own sentences are those that programs know
 * (`String is too long (300 chars), maximum 255`), and its kinds of text have technical names.
 */

const formats: Record<string, string> = {
  email: 'This is no e-mail address.',
  'callback-url': 'Each is a whole address, such as https://shop.example.com/callback or com.example.app://callback, without “#”.',
  'url-with-placeholders': 'Each is a whole address, such as https://shop.example.com; “*” may stand for the first label alone.',
  'absolute-https-uri-with-placeholders-or-empty': 'This must be a whole address that begins with https://, or empty.',
  'absolute-uri-or-empty': 'This must be a whole address that begins with https:// or http://, or empty.',
  'strict-https-uri': 'This must be a whole address that begins with https://.',
  uri: 'This must be a whole address, such as https://example.com.',
  url: 'This must be a whole address, such as https://example.com.',
  'html-color': 'This must be a colour such as #0a7ea4.',
}

const sentences: readonly [RegExp, (found: RegExpExecArray) => string | undefined][] = [
  [/^Object didn't pass validation for format ([\w-]+): (.*)$/s, ([, format = '', given = '']) => formats[format] && (given === '' ? formats[format] : `${given}: ${lower(formats[format])}`)],
  [/^String is too long \((\d+) chars\), maximum (\d+)$/, ([, length, most]) => `At most ${most} characters; these are ${length}.`],
  [/^String is too short \((\d+) chars\), minimum (\d+)$/, ([, length, least]) => (length === '0' ? 'This is needed.' : `At least ${least} characters; these are ${length}.`)],
  [/^Value (.*) is less than minimum (.*)$/, ([, given, least]) => `At least ${least}; ${given} is less.`],
  [/^Value (.*) is greater than maximum (.*)$/, ([, given, most]) => `At most ${most}; ${given} is more.`],
  [/^Array is too long \((\d+)\), maximum (\d+)$/, ([, count, most]) => `At most ${most} entries; these are ${count}.`],
  [/^Array items are not unique$/, () => 'Each entry may stand here once.'],
  [/^Missing required property: (.+)$/, ([, name]) => `“${name}” is needed.`],
  [/^PasswordStrengthError: /, () => 'This password is too weak for the connection.'],
  [/^PasswordHistoryError: /, () => 'This was one of the last passwords; the connection wants another.'],
  [/^PasswordDictionaryError: /, () => 'This password is too common.'],
  [/^PasswordNoUserInfoError: /, () => 'The password must not contain the name or parts of the address.'],
]

const lower = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1)

/** @param policy the rules of the connection, one a line, where a password was too weak. */
export function inPlainWords(said: string, policy?: string): string {
  for (const [pattern, words] of sentences) {
    const found = pattern.exec(said)
    const plain = found && words(found)
    if (plain) return policy === undefined ? plain : `${plain}\n${policy}`
  }
  return said
}
