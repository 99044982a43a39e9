import type { Account } from '../../shared/contract';

/** What an account is called in the window. */
export const accountName = ({ practice, address }: Pick<Account, 'practice' | 'address'>) =>
  practice ? 'Practice mailbox' : address;
