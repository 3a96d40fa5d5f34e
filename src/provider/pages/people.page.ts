/** The provider's people at this console. */
import { isJobRole, jobRoles, roleTitle } from '#responsibilities/context/index.ts'
import { changePerson, findPerson, invitePerson, listPersons, removePerson, renewInvitation, type Invited } from '#responsibilities/parties/index.ts'
import type { ConsoleContext, SignedIn } from '../context/index.ts'
import { hidden } from './appliance.page.ts'
import { html, rows, time } from './html.ts'
import { consolePage, seeOther } from './layout.ts'
import { form, page, type Sent } from './session.ts'
import { endSessionsOf } from './sessions.store.ts'

const ticks = (held: readonly string[]) => jobRoles.map((role) => html`<label class="tick"><input type="checkbox" name="role.${role}" value="yes"${held.includes(role) ? { html: ' checked' } : ''}> ${roleTitle(role)}</label>`)
const rolesSent = (sent: Sent) => jobRoles.filter((role) => sent(`role.${role}`) === 'yes' && isJobRole(role))

const people = page('people', 'GET /people', 'Who works at this console.', async (_request, ctx, who) => {
  const persons = (await listPersons(ctx.console.office)).filter(({ state }) => state !== 'removed')
  return consolePage(ctx, {
    title: 'People', who,
    body: html`${rows(['Name', 'E-mail', 'Job roles', 'State', ''], persons.map(({ id, name, email, roles, state }) => [
      name, email, html`<details><summary>${roles.map(roleTitle).join(', ') || 'none'}</summary><form method="post" action="/people/${id}/roles">${hidden(who)}${ticks(roles)}<button>Change</button></form></details>`, state,
      html`${state === 'invited' && html`<form method="post" action="/people/${id}/invite">${hidden(who)}<button class="quiet">Invite again</button></form>`}${id !== who.person.id && html`<form method="post" action="/people/${id}/remove">${hidden(who)}<button class="quiet">Remove</button></form>`}`,
    ]), 'Nobody.')}
<form class="card" method="post" action="/people">${hidden(who)}<strong>Invite somebody</strong><label for="name">Name</label><input id="name" name="name" required maxlength="200"><label for="email">E-mail address</label><input id="email" name="email" type="email" required maxlength="320">${ticks(['customer_success_engineer'])}<button>Invite</button></form>`,
  })
})

const handed = (ctx: ConsoleContext, who: SignedIn, { person, link, mailed, expiresAt }: Invited) =>
  consolePage(ctx, {
    title: `Invitation for ${person.name}`, who, said: mailed ? `A letter was sent to ${person.email}.` : 'No letter could be sent; hand the link over yourself.',
    body: html`<p>The link works once, until ${time(expiresAt)} UTC, and is shown this once.</p><pre>${link}</pre><p><a href="/people">To the people</a></p>`,
  })

const invite = form('invite', 'POST /people', 'Invites somebody of the provider.', async (_request, ctx, who, sent) =>
  handed(ctx, who, await invitePerson(ctx.console.office, who.operator, { email: sent('email'), name: sent('name'), party: 'provider', roles: rolesSent(sent) })))
const inviteAgain = form('inviteAgain', 'POST /people/:id/invite', 'Makes a new link; those from before stop working.', async (request, ctx, who) =>
  handed(ctx, who, await renewInvitation(ctx.console.office, who.operator, request.params['id']!)))
const roles = form('changeRoles', 'POST /people/:id/roles', 'Changes job roles.', async (request, ctx, who, sent) => {
  await changePerson(ctx.console.office, who.operator, request.params['id']!, { roles: rolesSent(sent) })
  return seeOther('/people')
})
const remove = form('removePerson', 'POST /people/:id/remove', 'Removes somebody; their sessions end.', async (request, ctx, who) => {
  const { office } = ctx.console
  const person = await findPerson(office, request.params['id']!)
  await removePerson(office, who.operator, person.id, async (userIds, within) => void (await endSessionsOf((within ?? office).db, userIds)))
  return seeOther('/people')
})

export const peoplePages = [people, invite, inviteAgain, roles, remove]
