import { useCallback } from 'react';
import { call } from '../client';
import { useApp } from '../shell/state';
import { useTheme } from '../shell/theme';
import { Boundary } from '../ui/boundary';
import { ToastArea } from '../ui/toast';
import { Writing } from './writing';

/** A window in which one message is written, and nothing else is done. */
export default function ComposeWindow({ id }: { id: number }) {
  const { settings } = useApp();
  useTheme(settings.theme);
  const close = useCallback(() => void call('compose.closeWindow', { id }), [id]);
  return (
    <main className="writing-window" aria-label="New message">
      <Boundary>
        <Writing id={id} onClose={close} ownWindow />
      </Boundary>
      <ToastArea />
    </main>
  );
}
