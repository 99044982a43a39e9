import { describe, expect, test } from 'vitest';
import { parseMessage, summarise } from '../../../electron/mail/mime';
import { sampleMessages } from '../../../electron/practice/samples';

const crlf = (text: string) => Buffer.from(text.replace(/\n/g, '\r\n'), 'latin1');

async function both(raw: Buffer) {
  const { from, to, cc, subject, dateMs, messageId, priority } = await parseMessage(raw);
  return [summarise(raw), { from, to, cc, subject, dateMs, messageId, priority }] as const;
}

describe('the header alone tells what the whole message tells', () => {
  test.each(sampleMessages(new Date()).map((raw) => [summarise(raw).subject, raw] as const))(
    '%s',
    async (_subject, raw) => {
      const [summary, parsed] = await both(raw);
      expect(summary).toEqual(parsed);
    },
  );

  test.each([
    [
      'folded and encoded',
      'From: =?utf-8?Q?J=C3=B6rg?=\n <a@b.c>\nSubject: =?utf-8?B?5Lit?=\n =?utf-8?B?5paH?=\n\nx\n',
    ],
    ['many recipients', 'From: a@b.c\nTo: a@x, "B, C" <d@x>,\n e@x\nCc: team: f@x, g@x;\nTo: h@x\n\nx\n'],
    ['raw 8-bit', 'From: caf\xe9 <a@b.c>\nSubject: \xe9t\xe9\n\nx\n'],
    ['no sender but a Sender', 'Sender: S <s@x>\nSubject: x\n\nx\n'],
    ['a header and no body', 'From: a@b.c\nSubject: alone'],
    ['two subjects', 'Subject: first\nSubject: second\n\nx\n'],
    ['a date nobody can read', 'From: a@b.c\nDate: yesterday\n\nx\n'],
    ['fields that look alike', 'X-Subject: no\nSubject-Old: no\nSUBJECT : yes\n\nSubject: body\n'],
    ['nothing at all', ''],
    ['names in quotes', 'From: "Doe, J." <j.doe@x.test>\nTo: "" <a@x>,"B C"<b@x>, "(no) comment" <c@x>, \n\nx\n'],
    ['names that are encoded', 'From: =?utf-8?Q?J=C3=B6rg?= B <a@b.c>\nTo: a =?utf-8?B?5Lit?= <c@x>, d@x\n\nx\n'],
    ['people with comments and tabs', 'From: A (at work)\t<a@b.c>\nTo: \tb@x\t,\tC\tD <d@x>\nCc: e@x (E)\n\nx\n'],
    ['no address where one belongs', 'From: Nobody\nTo: <>, undisclosed-recipients:;\nCc: a@@b, <c@x\n\nx\n'],
    ['bare line ends before others', 'From: a@b.c\r\nSubject: x\n\nSubject: y\r\n\r\nz'],
  ])('%s', async (_name, text) => {
    const [summary, parsed] = await both(crlf(text));
    expect(summary).toEqual(parsed);
  });
});
