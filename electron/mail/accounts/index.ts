export { Accounts } from './accounts';
export { type AccountCredentials, credentialsOf } from './credentials';
export { type Cipher, Secrets, secretsSchema } from './secrets';
