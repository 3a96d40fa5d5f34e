/**
 * Identity assertions (draft-ietf-oauth-identity-assertion-authz-grant, ID-JAG): an enterprise's identity provider says that an application may act for
 * one of its people at our APIs, and the application shows that for an access token. Trusted are connections of the strategies oidc and okta that
 * the application uses and whose `cross_app_access_resource_app` is enabled. Owns nothing; used assertions are remembered by `once`.
 */
export { jwtBearerGrant, readIdentityAssertion, type IdentityAssertion } from './identity-assertion.ts'
