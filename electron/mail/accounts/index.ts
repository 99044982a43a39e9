export { Accounts } from './accounts';
export { type Cipher, Secrets, secretsSchema } from './secrets';
