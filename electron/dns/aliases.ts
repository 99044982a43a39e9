import { type Labels, parseName, sameName } from './names';
import { TYPE } from './types';

interface Owned {
  owner: Labels;
  typeCode: number;
  /** In presentation form; of one that is broken its octets, which begin with `\#`. */
  data: string;
}

/** No resolver follows more; who answers with more of them is not believed to the end. */
export const mostAliases = 16;

/**
 * The records of an answer on the way from a name along its aliases to the data of this type. What else came along says nothing
 * of that name, whoever said it.
 */
export function alongAliases<R extends Owned>(answer: readonly R[], name: Labels, typeCode: number): R[] {
  const way: R[] = [];
  let at = name;
  for (let hops = 0; hops <= mostAliases; hops++) {
    const here = answer.filter(({ owner }) => sameName(owner, at));
    const wanted = here.filter((record) => record.typeCode === typeCode || typeCode === TYPE.ANY);
    if (wanted.length > 0) return [...way, ...wanted];
    const alias = here.find((record) => record.typeCode === TYPE.CNAME && !record.data.startsWith('\\#'));
    if (!alias || way.includes(alias)) break;
    way.push(alias);
    at = parseName(alias.data);
  }
  return way;
}
