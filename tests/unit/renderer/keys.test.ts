import { describe, expect, it } from 'vitest';
import { actions } from '../../../renderer/actions';
import { nameOfKey, shownKey } from '../../../renderer/keys';

const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {}) =>
  nameOfKey({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held });

describe('a key press', () => {
  it.each([
    ['j', {}, 'j'],
    ['I', { shiftKey: true }, 'Shift+I'],
    ['#', { shiftKey: true }, '#'],
    ['?', { shiftKey: true }, '?'],
    ['n', { ctrlKey: true }, 'Ctrl+N'],
    ['R', { ctrlKey: true, shiftKey: true }, 'Ctrl+Shift+R'],
    ['Enter', { ctrlKey: true }, 'Ctrl+Enter'],
    ['F6', { shiftKey: true }, 'Shift+F6'],
    ['ArrowDown', { shiftKey: true }, 'Shift+ArrowDown'],
    ['1', { ctrlKey: true }, 'Ctrl+1'],
    ['x', { altKey: true }, 'Alt+x'],
  ])('%s with %o is called %s', (key, held, name) => expect(press(key, held)).toBe(name));
});

describe('the actions', () => {
  it('have an id each', () => {
    const ids = actions.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('do not share a key within a place', () => {
    for (const group of new Set(actions.map(({ group }) => group))) {
      const keys = actions
        .filter((one) => one.group === group || one.group === 'Everywhere')
        .flatMap(({ keys }) => keys);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });
});

describe('a key in the help', () => {
  it('is shown as it stands on the keyboard', () => {
    expect(shownKey('Shift+ArrowDown')).toBe('Shift+↓');
    expect(shownKey('Escape')).toBe('Esc');
    expect(shownKey('g i')).toBe('g i');
    expect(shownKey('+')).toBe('+');
  });
});
