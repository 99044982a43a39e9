import type { Args } from '../../shared/contract';

/** What a list shows. */
export type Query = Pick<Args<'mail.list'>, 'folder' | 'accountIds' | 'unreadOnly' | 'query'>;

export const pageSize = 100;

/** How one page is asked for. */
export const pageOf = (query: Query, page: number): Args<'mail.list'> => ({
  ...query,
  offset: page * pageSize,
  limit: pageSize,
});
