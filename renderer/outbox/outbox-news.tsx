import { useEffect, useRef } from 'react';
import { call, on } from '../client';
import { go } from '../shell/route';
import { useApp } from '../shell/state';
import { endCountDown, say } from '../ui/toast';
import { sayQueued, tell } from './queue';
import { newsOf } from './words';

/** Says what came of what was sent, wherever in the window somebody is, and tells the outbox of the network. */
export function OutboxNews() {
  const { choosePlace, openDraft } = useApp();
  const choose = useRef(choosePlace);
  choose.current = choosePlace;
  useEffect(
    () =>
      on('outbox.tried', (entry) => {
        const text = newsOf(entry);
        endCountDown(entry.id);
        const { accountId, delivery, id } = entry;
        const show = () => {
          choose.current({ accountId, folder: 'outbox', message: id });
          go('mail');
        };
        if (text) say(text, undefined, delivery.state === 'sent' ? undefined : { name: 'Show', run: show });
      }),
    [],
  );
  const reopen = useRef(openDraft);
  reopen.current = openDraft;
  useEffect(
    () => on('outbox.queued', ({ id, goesAt, chosen }) => sayQueued(id, goesAt, chosen, (id) => reopen.current(id))),
    [],
  );
  useEffect(() => {
    const told = () => void call('outbox.setOnline', { online: navigator.onLine }).catch(tell);
    // Whoever has a network needs no word about it.
    if (!navigator.onLine) told();
    window.addEventListener('online', told);
    window.addEventListener('offline', told);
    return () => {
      window.removeEventListener('online', told);
      window.removeEventListener('offline', told);
    };
  }, []);
  return null;
}
