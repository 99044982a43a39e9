export { outcomeWords, reasonOf } from './ended';
export { hintsText, readHints, rootHints } from './hints';
export { type Judged, judge } from './judge';
export { type Delegation, Knowledge } from './knowledge';
export { type Asked, type Problem, type Root, type Tried, Walker } from './walker';
