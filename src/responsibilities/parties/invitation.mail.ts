import type { Message } from '#platform/mail/index.ts'

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

export function invitationMail(input: { to: string; name: string; party: string; link: string; expiresAt: Date }): Message {
  const until = input.expiresAt.toISOString().slice(0, 10)
  const greeting = `Hello ${input.name},`
  const what = `you are invited to work on an identity appliance for ${input.party}. The link can be used once, until ${until}.`
  return {
    to: input.to,
    subject: `Invitation to work for ${input.party}`,
    text: `${greeting}\n\n${what}\n\n${input.link}\n`,
    html: `<p>${escape(greeting)}</p><p>${escape(what)}</p><p><a href="${escape(input.link)}">${escape(input.link)}</a></p>`,
  }
}
