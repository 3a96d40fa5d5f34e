/**
 * The FAPI 2.0 Security Profile, switched on for an application by its `compliance_level`: what the profile needs is on whatever the other settings say,
 * and what it forbids is refused. Says what is asked; the places that check ask here. Owns nothing.
 * The FAPI 1 levels are not built: the Management API refuses to store them.
 */
export { grantFitsProfile, profileFault, profileOf, signingAlgorithmOf, type Profile } from './profile.ts'
