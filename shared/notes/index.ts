import type { ServerNote } from '../contract/server-notes';

/** What a note tells a person: three short sentences, of which the last may be empty. */
export interface NoteSentences {
  /** What the server does. */
  does: string;
  safe: string;
  /** What follows from it, and what can be done. */
  follows: string;
}

const messages = (count: number) => `${count.toLocaleString('en')} ${count === 1 ? 'message' : 'messages'}`;

/** The sentences of a note. */
export function sentencesOf(note: ServerNote): NoteSentences {
  switch (note.code) {
    case 'no-uidl':
      return {
        does: 'This server gives its messages no ids of their own (no UIDL).',
        safe: 'Nothing is lost or fetched twice: they are told apart by their headers and sizes.',
        follows: note.byFetching
          ? 'It does not show headers alone either, so every look at it fetches each message whole.'
          : 'Every look at it asks for all headers, which takes a while in a large maildrop.',
      };
    case 'shared-uidl':
      return {
        does: `This server gave one id to several messages (UIDL; ${messages(note.messages)}).`,
        safe: 'Each of them is here, once.',
        follows:
          'None of them is deleted there by itself, since nobody can say which is meant; mark them on the Server screen.',
      };
    case 'long-uidl':
      return {
        does: `This server gives longer ids than the rules allow (UIDL; ${messages(note.messages)}).`,
        safe: 'They are taken as they are, and each message is known again by its own.',
        follows: 'Other programs may fetch these messages again each time.',
      };
    case 'unlisted-uidl':
      return {
        does: `This server leaves ${messages(note.messages)} out of its list of ids (UIDL).`,
        safe: 'They were asked for one by one, or told apart by their headers; nothing is left out here.',
        follows: 'A look at this maildrop takes a little longer.',
      };
    case 'stat-unlike-list':
      return {
        does:
          note.stat.messages === note.list.messages
            ? `This server's sum of sizes (STAT: ${note.stat.octets.toLocaleString('en')} octets) is not that of its list (LIST: ${note.list.octets.toLocaleString('en')}).`
            : `This server counts ${messages(note.stat.messages)} (STAT) and lists ${note.list.messages.toLocaleString('en')} (LIST).`,
        safe: 'Everything that it lists is here.',
        follows:
          note.stat.messages > note.list.messages
            ? "What it counts and does not list can't be fetched; look again later, or ask whoever runs the server."
            : '',
      };
    case 'sizes-unlike-list':
      return {
        does: `This server gives sizes that are not those of its messages (LIST; ${messages(note.messages)}).`,
        safe: 'They are here whole: a message is taken to its end, whatever size was named.',
        follows: 'Progress and the limit for large messages are only roughly right.',
      };
    case 'not-given':
      return {
        does: `This server lists ${messages(note.ids.length)} that it did not give when asked.`,
        safe: 'All others are here, and nothing was deleted for this.',
        follows: "They are asked for again at the next fetch. The server's words are in the transcript.",
      };
    case 'rest-gone':
      return {
        does: `The rest of ${messages(note.ids.length)} is gone: this server no longer holds it.`,
        safe: 'What was here stays: the header.',
        follows: 'Another program, or the server itself, deleted it there.',
      };
    case 'expire':
      return {
        does:
          note.days === 0
            ? 'This server may delete a message as soon as it was fetched (EXPIRE 0).'
            : `This server deletes messages by itself after ${note.days.toLocaleString('en')} ${note.days === 1 ? 'day' : 'days'} (EXPIRE ${note.days}).`,
        safe: 'What was fetched stays on this computer.',
        follows: 'To leave mail on the server does not keep it there for good.',
      };
    case 'pipelining-untrue':
      return {
        does: 'This server says that it takes several commands at once (PIPELINING), and does not.',
        safe: 'Nothing was lost or mixed up: each message was kept under its own id.',
        follows: 'It is asked one thing at a time, which is slower.',
      };
  }
}

/**
 * What a note is about, without the numbers that change from day to day: two notes with one topic tell the same thing.
 * A note about certain messages is another one when the messages are others.
 */
export function topicOf(note: ServerNote): string {
  switch (note.code) {
    case 'no-uidl':
      return `${note.code} ${note.byFetching}`;
    case 'expire':
      return `${note.code} ${note.days}`;
    case 'not-given':
    case 'rest-gone':
      return `${note.code} ${[...note.ids].sort().join(' ')}`;
    default:
      return note.code;
  }
}
