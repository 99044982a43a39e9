import { call } from '../client';
import { useApp } from '../shell/state';
import { useCall } from '../use-call';

const names = new Intl.DisplayNames(['en'], { type: 'language' });
const nameOf = (tag: string) => names.of(tag) ?? tag;

/** Stands for the languages that the system itself checks in. */
const asTheSystem = 'system';

/** In which languages spelling is checked while a message is written. */
export function Spelling() {
  const { settings } = useApp();
  const { data } = useCall('settings.spelling', {}, ['settings.changed', 'settings.spellingChanged']);
  const chosen = settings.spelling;
  const set = (spelling: string[]) => void call('settings.set', { spelling });
  if (!data) return null;
  if (data.languages.length === 0)
    return (
      <section aria-label="Spelling">
        <h2>Spelling</h2>
        <label className="row-line">
          <input
            type="checkbox"
            checked={chosen.length > 0}
            onChange={(event) => set(event.target.checked ? [asTheSystem] : [])}
          />
          Underline misspelled words while I write, as the system does elsewhere
        </label>
      </section>
    );
  const others = data.languages.filter((language) => !chosen.includes(language));
  others.sort((a, b) => nameOf(a).localeCompare(nameOf(b), 'en'));
  return (
    <section aria-label="Spelling">
      <h2>Spelling</h2>
      <p className="dim">
        Misspelled words are underlined while a message is written; the right mouse button offers others. The dictionary
        of a language is fetched once, from Google’s servers, when the language is chosen here. Nothing that you write
        leaves this computer.
      </p>
      {chosen.length > 0 && (
        <ul className="accounts" aria-label="Languages">
          {chosen.map((language) => (
            <li key={language}>
              <span className="grow">{nameOf(language)}</span>
              {data.failed.includes(language) && (
                <span className="chip warn" role="alert">
                  its dictionary could not be fetched
                </span>
              )}
              {data.failed.includes(language) && (
                <button type="button" className="button bare" onClick={() => set(chosen)}>
                  Try again
                </button>
              )}
              <button
                type="button"
                className="button bare"
                aria-label={`Remove ${nameOf(language)}`}
                onClick={() => set(chosen.filter((one) => one !== language))}
              >
                Remove
              </button>
            </li>
          ))}
        </ul>
      )}
      <label className="labelled">
        <span>Check in</span>
        <select className="field" value="" onChange={(event) => set([...chosen, event.target.value])}>
          <option value="" disabled>
            Choose a language
          </option>
          {others.map((language) => (
            <option key={language} value={language}>
              {nameOf(language)}
            </option>
          ))}
        </select>
      </label>
    </section>
  );
}
