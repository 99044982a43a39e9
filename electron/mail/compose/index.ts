export { draftFrom, formatMailbox, type ReplyKind } from './reply';
