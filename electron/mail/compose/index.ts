export { draftFrom, formatMailbox } from './reply';
