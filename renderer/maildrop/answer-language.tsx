import type { Maildrop } from '../../shared/contract';
import { call } from '../client';

interface AnswerLanguageProps {
  maildrop: Pick<Maildrop, 'accountId' | 'languages' | 'language'>;
  attempt(work: () => Promise<unknown>): Promise<void>;
}

/** What the server's answers are in; it is there only where the server has languages to choose from (LANG). */
export function AnswerLanguage({ maildrop: { accountId, languages, language }, attempt }: AnswerLanguageProps) {
  if (languages.length === 0) return null;
  return (
    <label className="row-line small" title="LANG; kept for later sessions of this account">
      Answers in
      <select
        className="field"
        aria-label="Language of the server's answers"
        value={language ?? ''}
        onChange={({ target: { value } }) =>
          void attempt(() => call('maildrop.setLanguage', { accountId, language: value || null }))
        }
      >
        <option value="">what the server likes</option>
        {languages.map(({ tag, name }) => (
          <option key={tag} value={tag} lang={tag}>
            {name ? `${name} (${tag})` : tag}
          </option>
        ))}
      </select>
    </label>
  );
}
