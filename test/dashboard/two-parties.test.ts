// One task between two people of two parties, each in a browser of their own: proposed by the provider, answered and signed off by the subscriber, run by the provider, seen as done by both.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { withoutBrowser } from '../browser.ts'
import { newPerson } from './person.ts'
import { openScene, type Scene } from './stage.ts'
import { openDashboard, type DashboardWindow } from './window.ts'

describe('two people of two parties', { skip: withoutBrowser }, () => {
  let scene: Scene
  let { appliance, browser, ann, window: hers } = {} as Scene
  let theirs: DashboardWindow | undefined
  before(async () => {
    scene = await openScene((first) => first.must('PATCH /settings', { 'responsibilities.parties': 'two', 'responsibilities.provider-name': 'Platform team', 'responsibilities.subscriber-name': 'The bank' }))
    ;({ appliance, browser, ann, window: hers } = scene)
  })
  after(() => scene?.close())

  test('pass one task between them', async () => {
    // The subscriber invites somebody of the provider and lets them in.
    const { page } = hers
    await hers.go('/configuration/people')
    await page.getByRole('button', { name: 'Invite a person' }).click()
    const invitation = page.getByRole('dialog')
    await invitation.getByLabel('E-mail').fill('pat@provider.example')
    await invitation.getByRole('textbox', { name: 'Name' }).fill('Pat Provider')
    await invitation.getByRole('combobox', { name: 'Party' }).click()
    await page.getByRole('option', { name: 'provider' }).click()
    // The field itself is as small as its caret; a person presses anywhere in the box around it.
    await invitation.getByRole('combobox', { name: 'Job roles' }).click({ force: true })
    await page.getByRole('option', { name: 'customer success engineer' }).click()
    await page.keyboard.press('Escape')
    await invitation.getByRole('button', { name: 'Invite' }).click()
    await page.getByText('The link is shown this once.').waitFor()
    const link = await page.locator('.mono', { hasText: '/invitation?' }).or(page.getByText(/\/invitation\?token=/)).first().innerText()
    await hers.go('/configuration/access')
    await page.getByRole('button', { name: 'Open a window' }).click()
    const opening = page.getByRole('dialog')
    await opening.getByRole('combobox', { name: 'For which work' }).fill('Handover of operations')
    await page.getByRole('option', { name: 'Handover of operations' }).click()
    await page.keyboard.press('Escape')
    await opening.getByLabel('Why').fill('The handover is prepared.')
    await opening.getByRole('button', { name: 'Open', exact: true }).click()
    await page.getByRole('row', { name: /The handover is prepared/ }).getByText('open', { exact: true }).waitFor()

    // The provider proposes.
    const pat = await newPerson(appliance, 'pat@provider.example', { link })
    theirs = await openDashboard(browser, appliance, pat)
    const other = theirs.page
    await theirs.go('/configuration/tasks')
    await other.getByRole('button', { name: 'Propose a task' }).click()
    const proposal = other.getByRole('dialog')
    const operation = proposal.getByRole('combobox', { name: 'What should be done' })
    await operation.fill('handover.schedule')
    await other.getByRole('option', { name: /handover\.schedule/ }).click()
    const at = new Date(Date.now() + 7 * 86_400_000).toISOString()
    await proposal.getByLabel('With').fill(JSON.stringify({ body: { at } }))
    await proposal.getByLabel('Why').fill('Everybody is free that day.')
    await proposal.getByRole('button', { name: 'Propose', exact: true }).click()
    await other.getByRole('link', { name: 'Schedule the meeting' }).click()
    await other.getByRole('heading', { name: 'Schedule the meeting' }).waitFor()
    const id = decodeURIComponent(new URL(other.url()).pathname.split('/').at(-1) ?? '')
    assert.equal(await other.getByRole('button', { name: 'Run', exact: true }).count(), 0, 'nothing to run yet')

    // The subscriber finds it among what waits, answers, and signs off.
    await hers.go('/configuration')
    await page.getByRole('link', { name: /Schedule the meeting/ }).first().click()
    await page.getByRole('heading', { name: 'Schedule the meeting' }).waitFor()
    await page.getByText('Everybody is free that day.').first().waitFor()
    await page.getByRole('button', { name: 'Answer', exact: true }).click()
    await page.getByRole('dialog').getByLabel('Answer').fill('That day suits us.')
    await page.getByRole('dialog').getByRole('button', { name: 'Answer', exact: true }).click()
    await page.getByText('That day suits us.').first().waitFor()
    await page.getByRole('button', { name: 'Sign off' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Sign off' }).click()
    await page.getByText('approved', { exact: true }).first().waitFor()

    // The provider runs it; nobody has to load a page anew.
    await other.getByRole('button', { name: 'Run', exact: true }).click()
    await other.getByText('done', { exact: true }).first().waitFor()
    await page.getByText('done', { exact: true }).first().waitFor()
    const task = await ann.must<{ state: string; proposed_party: string; signed_off_by: string }>(`GET /tasks/${id}`)
    assert.deepEqual([task.state, task.proposed_party], ['done', 'provider'])
    const handover = await ann.must<{ scheduled?: { scheduled_at: string } }>('GET /handover')
    assert.equal(handover.scheduled && new Date(handover.scheduled.scheduled_at).toISOString(), at)
  })

  test('what is the other party’s work is no error: the dialog says whose, and proposes it to them', async () => {
    const { page } = hers
    await hers.go('/configuration/handover')
    const button = page.getByRole('button', { name: /Schedule|Move/ }).first()
    await button.click()
    await page.getByRole('dialog').locator('input').first().fill('2030-01-02T10:00')
    await page.getByRole('dialog').getByRole('button').last().click()
    await page.getByText('This is somebody else’s work').waitFor()
    await page.getByText(/Platform team/).first().waitFor()
    await page.getByRole('button', { name: 'Propose it to them' }).click()
    await page.getByText('This waits for other people').waitFor()
  })
})
