export { reasonOf } from './ended';
export { hintsText, readHints, rootHints } from './hints';
export type { Judged } from './judge';
export { type Delegation, Knowledge } from './knowledge';
export { type Asked, type Problem, type Root, Walker } from './walker';
