import { useEffect, useState } from 'react';
import { call, on } from '../client';
import { Confirm } from '../ui/dialog';
import { plural } from '../ui/format';
import { go } from './route';

/** The window was about to close over marks in an open maildrop. */
export function Leaving() {
  const [marked, setMarked] = useState(0);
  useEffect(() => on('app.leaving', (news) => setMarked(news.marked)), []);
  if (marked === 0) return null;
  return (
    <Confirm
      title="Close without applying the marks?"
      action="Close, delete nothing"
      keep="Keep it open"
      onClose={() => {
        setMarked(0);
        go('server');
      }}
      onConfirm={() => void call('app.leave', {})}
    >
      <p>
        {plural(marked, 'message is', 'messages are')} marked for deletion on the server. Closing drops the connection:
        nothing is deleted, and the marks are forgotten.
      </p>
    </Confirm>
  );
}
