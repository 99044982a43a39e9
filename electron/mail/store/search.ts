/** Words are separated by blanks; a phrase stands in double quotes. */
function terms(query: string): string[] {
  return [...query.matchAll(/"([^"]+)"|(\S+)/gu)].map((match) => (match[1] ?? match[2] ?? '').replaceAll('"', ''));
}

const isLong = (term: string) => [...term].length >= 3;

/** An FTS5 expression that finds every long word anywhere in a word, or null when there is none. */
export function matchExpression(query: string): string | null {
  const long = terms(query).filter(isLong);
  return long.length === 0 ? null : long.map((term) => `"${term}"`).join(' AND ');
}

/** LIKE patterns for the words of one or two characters, which is how long most Chinese words are. */
export function shortTerms(query: string): string[] {
  return terms(query)
    .filter((term) => term !== '' && !isLong(term))
    .map((term) => `%${term.replace(/[\\%_]/g, '\\$&')}%`);
}
