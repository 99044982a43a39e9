import type { Session } from 'electron';
import type { Spelling } from '../services/context';

/**
 * Must run before the first window: without a word, Chromium fetches the dictionary of the system's language.
 * @param onChange told when a dictionary is here, or can't be had
 */
export function spellingOf(session: Session, onChange: () => void): Spelling {
  const languages = [...session.availableSpellCheckerLanguages];
  const failed = new Set<string>();
  const use = (wanted: readonly string[]) => {
    // Nothing was checked, and nothing is to be: most starts have no more to do.
    if (wanted.length === 0 && !session.isSpellCheckerEnabled()) return;
    const known = wanted.filter((language) => languages.includes(language));
    failed.clear();
    // What it has been told already, Chromium does not try again.
    session.setSpellCheckerLanguages([]);
    session.setSpellCheckerLanguages(known);
    session.setSpellCheckerEnabled(languages.length === 0 ? wanted.length > 0 : known.length > 0);
  };
  use([]);
  session.on('spellcheck-dictionary-download-failure', (_event, language) => {
    failed.add(language);
    onChange();
  });
  session.on('spellcheck-dictionary-initialized', (_event, language) => {
    if (failed.delete(language)) onChange();
  });
  return {
    languages,
    get failed() {
      return [...failed];
    },
    use,
  };
}
