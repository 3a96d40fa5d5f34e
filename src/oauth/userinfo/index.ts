/** /userinfo: claims about the person an access token stands for. Reads tokens and the person; owns and changes nothing. */
export { userinfoEndpoints } from './userinfo.endpoints.ts'
