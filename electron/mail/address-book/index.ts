export { AddressBook } from './address-book';
