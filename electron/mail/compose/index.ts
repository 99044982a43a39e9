export { messageOf } from './outgoing';
export { begunBy, draftFrom } from './reply';
