import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { MessageRow } from '../../shared/contract';
import { asPosthornError, type PosthornError } from '../../shared/errors';
import { call, earlyAnswer, on } from '../client';
import { pageOf, pageSize, type Query } from './query';

/** The contract's limit for one answer. */
const mostAtOnce = 500;

export interface Messages {
  /** Null until the first answer. */
  total: number | null;
  error: PosthornError | undefined;
  row(index: number): MessageRow | undefined;
  indexOf(id: number): number;
  /** Asks for the pages that these rows are on; what is there already is kept. */
  need(first: number, last: number): void;
  /** The ids of all of them, also of those that were never looked at. */
  allIds(): Promise<number[]>;
}

/** A list of any length, page by page: only what is looked at is ever here. */
export function useMessages(query: Query): Messages {
  const [early] = useState(() => earlyAnswer('mail.list', pageOf(query, 0)));
  const [total, setTotal] = useState<number | null>(early?.total ?? null);
  const [pages, setPages] = useState<ReadonlyMap<number, MessageRow[]>>(new Map(early && [[0, early.rows]]));
  const [error, setError] = useState<PosthornError>();
  const first = useRef(true);
  const turn = useRef(0);
  const asked = useRef(new Set<number>());
  const shown = useRef<[number, number]>([0, 0]);
  const key = JSON.stringify(query);

  const fetchPage = useCallback(
    (page: number) => {
      const mine = turn.current;
      asked.current.add(page);
      const parsed: Query = JSON.parse(key);
      call('mail.list', pageOf(parsed, page)).then(
        (answer) => {
          if (mine !== turn.current) return;
          setTotal(answer.total);
          setError(undefined);
          // The first page was asked for early, and is drawn already.
          setPages((all) => (all.get(page) === answer.rows ? all : new Map(all).set(page, answer.rows)));
        },
        (thrown: unknown) => mine === turn.current && setError(asPosthornError(thrown)),
      );
    },
    [key],
  );

  /** Asks again for what is looked at; the rows stay until the new ones come, so that nothing flickers. */
  const refresh = useCallback(() => {
    turn.current += 1;
    asked.current = new Set();
    const [first, last] = shown.current;
    for (let page = first; page <= last; page++) fetchPage(page);
    setPages((all) => new Map([...all].filter(([page]) => page >= first && page <= last)));
  }, [fetchPage]);

  // Before the list below asks for what it needs, so that the first page is asked for once.
  useLayoutEffect(() => {
    turn.current += 1;
    asked.current = new Set();
    shown.current = [0, 0];
    if (!first.current) {
      setPages(new Map());
      setTotal(null);
    }
    first.current = false;
    fetchPage(0);
  }, [fetchPage]);
  useEffect(() => on('mail.changed', refresh), [refresh]);

  const need = useCallback(
    (first: number, last: number) => {
      shown.current = [Math.floor(first / pageSize), Math.floor(last / pageSize)];
      for (let page = shown.current[0]; page <= shown.current[1]; page++) {
        if (!asked.current.has(page)) fetchPage(page);
      }
    },
    [fetchPage],
  );
  const row = (index: number) => pages.get(Math.floor(index / pageSize))?.[index % pageSize];
  const indexOf = (id: number) => {
    for (const [page, rows] of pages) {
      const at = rows.findIndex((one) => one.id === id);
      if (at >= 0) return page * pageSize + at;
    }
    return -1;
  };
  const allIds = useCallback(async () => {
    const parsed: Query = JSON.parse(key);
    const ids: number[] = [];
    for (;;) {
      const { rows } = await call('mail.list', { ...parsed, offset: ids.length, limit: mostAtOnce });
      ids.push(...rows.map(({ id }) => id));
      if (rows.length < mostAtOnce) return ids;
    }
  }, [key]);
  return { total, error, row, indexOf, need, allIds };
}
