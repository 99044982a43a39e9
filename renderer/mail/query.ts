import type { Args } from '../../shared/contract';

/** What a list shows. */
export type Query = Pick<Args<'mail.list'>, 'folder' | 'accountIds' | 'unreadOnly' | 'query'>;

/** A few screens: the first picture waits for one page. */
export const pageSize = 50;

/** How one page is asked for. */
export const pageOf = (query: Query, page: number): Args<'mail.list'> => ({
  ...query,
  offset: page * pageSize,
  limit: pageSize,
});
