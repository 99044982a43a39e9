export { messageOf } from './outgoing';
export { draftFrom } from './reply';
