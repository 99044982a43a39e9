import { useEffect, useRef } from 'react';
import { type Action, actions } from './actions';
import { system } from './ui/system';

const isMac = system === 'mac';

/** The name of a key press in the form in which actions give theirs: `Ctrl+Shift+R`, `Shift+I`, `#`. */
export function nameOfKey(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>): string {
  const parts: string[] = [];
  if (isMac ? event.metaKey : event.ctrlKey) parts.push('Ctrl');
  if (event.altKey) parts.push('Alt');
  const letter = /^[a-z]$/i.test(event.key);
  // A sign such as `#` or `?` says by itself that Shift was held.
  if (event.shiftKey && (letter || event.key.length > 1)) parts.push('Shift');
  parts.push(
    letter ? (event.shiftKey || event.ctrlKey || event.metaKey ? event.key.toUpperCase() : event.key) : event.key,
  );
  return parts.join('+');
}

const shownNames: Record<string, string> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  Escape: 'Esc',
  ...(isMac ? { Ctrl: '⌘', Shift: '⇧', Alt: '⌥' } : {}),
};

/** A key as it stands on the keyboard: `Shift+↓`, `⌘+K`. */
export function shownKey(key: string): string {
  return key.length === 1
    ? key
    : key
        .split('+')
        .map((part) => shownNames[part] ?? part)
        .join('+');
}

/** One letter or sign without Ctrl: never while somebody types, and off for those whom it disturbs. */
const isSingle = (key: string) => key.length === 1 || /^(Shift\+.|g .)$/.test(key);

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

const waitForSecondMs = 1_000;

/** What is done in this place of the window; an action that has no entry is left to whoever else listens. */
export type Doings = Partial<Record<string, () => void>>;

interface Listening {
  doings: Doings;
  options: { singleKeys: boolean; groups: Action['group'][] };
}

/** Everybody who listens now. A part comes before what it stands in, since effects of children run first. */
const listening = new Set<{ readonly current: Listening }>();

/** Does an action by its id, as its key would; for menus and the palette. */
export function runAction(id: string): void {
  for (const { current } of listening) {
    const doing = current.doings[id];
    if (!doing) continue;
    doing();
    return;
  }
}

/** Whether somebody on the screen would do it. */
export function canRun(id: string): boolean {
  return [...listening].some(({ current }) => current.doings[id] !== undefined);
}

/**
 * Listens for the keys of these actions.
 * @param options.singleKeys whether j, k and the like work
 * @param options.groups only actions of these groups, so that `d` on one screen is not `d` on another
 */
export function useKeys(doings: Doings, options: Listening['options']): void {
  const latest = useRef<Listening>({ doings, options });
  latest.current = { doings, options };
  useEffect(() => {
    let first = '';
    let timer: ReturnType<typeof setTimeout> | undefined;
    const listen = (event: KeyboardEvent) => {
      // An input method is composing: the key belongs to it.
      if (event.isComposing || event.defaultPrevented || document.querySelector('dialog[open]')) return;
      const { doings: now, options: how } = latest.current;
      const name = nameOfKey(event);
      const sequence = first ? `${first} ${name}` : name;
      clearTimeout(timer);
      first = '';
      const typing = isTyping(event.target);
      const found = actions.find(({ id, keys, group }) => {
        if (!how.groups.includes(group) || !now[id]) return false;
        return keys.some((key) => key === sequence && !(isSingle(key) && (typing || !how.singleKeys)));
      });
      if (found) {
        // Arrows, Home, End, Enter, Esc, Delete and Ctrl+A mean something else inside a field, and Enter on a button presses it.
        if (typing && /^(Arrow|Home|End|Enter|Delete|Ctrl\+[AZ]$|Shift\+Arrow)/.test(sequence)) return;
        if (
          sequence === 'Enter' &&
          event.target instanceof HTMLElement &&
          /^(BUTTON|A|SUMMARY)$/.test(event.target.tagName)
        )
          return;
        event.preventDefault();
        now[found.id]?.();
        return;
      }
      if (name === 'g' && !typing && how.singleKeys) {
        first = 'g';
        timer = setTimeout(() => {
          first = '';
        }, waitForSecondMs);
      }
    };
    window.addEventListener('keydown', listen);
    listening.add(latest);
    return () => {
      window.removeEventListener('keydown', listen);
      listening.delete(latest);
      clearTimeout(timer);
    };
  }, []);
}
