export { draftFrom } from './reply';
