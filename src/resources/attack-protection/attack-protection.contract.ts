/** Operations on the protection of sign-in and sign-up. */
import { resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import {
  BreachedPasswordDetection, BreachedPasswordDetectionUpdate, BruteForceProtection, BruteForceProtectionUpdate, SuspiciousIpThrottling, SuspiciousIpThrottlingUpdate,
} from './attack-protection.schema.ts'

/** 400, as everywhere, for a wish that this server cannot fulfil; saying yes would be a protection that is not there. */
export const NoBreachedList = problem(400, 'operation_not_supported', 'This server has no list of breached passwords: detection cannot be enabled.')
export const NoSuchStage = problem(400, 'operation_not_supported', 'This server has no custom token exchange: the stage pre-custom-token-exchange cannot be set.')

/** 403 is what tools take as "not here" and go on; they would give up the other protections at a 404. */
export const NoBotDetection = problem(403, 'operation_not_supported', 'This server has no bot detection.')
export const NoCaptcha = problem(403, 'operation_not_supported', 'This server has no captchas.')

const read = 'read:attack_protection'
const update = 'update:attack_protection'

export const attackProtectionContract = resource({
  name: 'attackProtection',
  about: 'What is done against guessed passwords and mass sign-ups.',
  operations: {
    bruteForce: {
      http: 'GET /attack-protection/brute-force-protection',
      summary: 'Show brute-force protection',
      scope: read,
      returns: BruteForceProtection,
    },
    updateBruteForce: {
      http: 'PATCH /attack-protection/brute-force-protection',
      summary: 'Change brute-force protection',
      scope: update,
      body: BruteForceProtectionUpdate,
      returns: BruteForceProtection,
    },
    suspiciousIp: {
      http: 'GET /attack-protection/suspicious-ip-throttling',
      summary: 'Show the throttling of suspicious addresses',
      scope: read,
      returns: SuspiciousIpThrottling,
    },
    updateSuspiciousIp: {
      http: 'PATCH /attack-protection/suspicious-ip-throttling',
      summary: 'Change the throttling of suspicious addresses',
      scope: update,
      body: SuspiciousIpThrottlingUpdate,
      returns: SuspiciousIpThrottling,
      throws: [NoSuchStage],
    },
    breachedPasswords: {
      http: 'GET /attack-protection/breached-password-detection',
      summary: 'Show the detection of breached passwords: disabled, for want of a list',
      scope: read,
      returns: BreachedPasswordDetection,
    },
    updateBreachedPasswords: {
      http: 'PATCH /attack-protection/breached-password-detection',
      summary: 'Refuses to enable the detection of breached passwords',
      scope: update,
      body: BreachedPasswordDetectionUpdate,
      returns: BreachedPasswordDetection,
      throws: [NoBreachedList],
    },
    botDetection: { http: 'GET /attack-protection/bot-detection', summary: 'Says that there is no bot detection', scope: read, throws: [NoBotDetection] },
    updateBotDetection: { http: 'PATCH /attack-protection/bot-detection', summary: 'Says that there is no bot detection', scope: update, throws: [NoBotDetection] },
    captcha: { http: 'GET /attack-protection/captcha', summary: 'Says that there are no captchas', scope: read, throws: [NoCaptcha] },
    updateCaptcha: { http: 'PATCH /attack-protection/captcha', summary: 'Says that there are no captchas', scope: update, throws: [NoCaptcha] },
  },
})
