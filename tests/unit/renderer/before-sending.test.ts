import { describe, expect, it } from 'vitest';
import { overlooked } from '../../../renderer/compose/before-sending';

const fine = { subject: 'Harvest', text: 'Hello Bob', attachments: 0, shown: 1, isReply: false, answersBcc: false };

describe('before sending', () => {
  it('nothing is said of a message that lacks nothing', () => expect(overlooked(fine)).toEqual([]));

  it.each(['', '  '])('a subject of “%s” is none', (subject) =>
    expect(overlooked({ ...fine, subject })).toEqual(['It has no subject.']),
  );

  it.each([
    ['The list is attached.', 'attached'],
    ['See the attachment', 'attachment'],
    ['Enclosed is the plan', 'Enclosed'],
    ['請見附件', '附件'],
    ['隨信附上名單', '隨信附'],
    ['请查收附档', '附档'],
  ])('“%s” without a file is noticed', (text, word) => {
    expect(overlooked({ ...fine, text })).toEqual([`It says “${word}”, and nothing is attached.`]);
    expect(overlooked({ ...fine, text, attachments: 1 })).toEqual([]);
  });

  it('the subject may name a file too', () =>
    expect(overlooked({ ...fine, subject: '附件：名單' })).toEqual(['It says “附件”, and nothing is attached.']));

  it('what others wrote is not taken for a promise', () => {
    const text = 'Thank you\n\nOn Monday Bob wrote:\n> The list is attached.\n';
    expect(overlooked({ ...fine, text })).toEqual([]);
    const forwarded = 'FYI\n\n---------- Forwarded message ----------\nFrom: Bob\n\nThe list is attached.\n';
    expect(overlooked({ ...fine, text: forwarded })).toEqual([]);
  });

  it('only whole words count', () => expect(overlooked({ ...fine, text: 'An attaché of the embassy' })).toEqual([]));

  it('who got it in Bcc is told before everybody learns of it', () => {
    expect(overlooked({ ...fine, answersBcc: true })).toEqual([]);
    expect(overlooked({ ...fine, answersBcc: true, shown: 2 })).toEqual([
      'The message came to you in Bcc: with this answer, everybody in it learns that you have it.',
    ]);
  });

  it('many people are told, otherwise for an answer', () => {
    expect(overlooked({ ...fine, shown: 10 })).toEqual([]);
    expect(overlooked({ ...fine, shown: 11 })).toEqual([
      "11 people will see each other's addresses. In Bcc they would not.",
    ]);
    expect(overlooked({ ...fine, shown: 11, isReply: true })).toEqual(['This answer goes to 11 people.']);
  });
});
