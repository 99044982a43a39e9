import { expect, it } from 'vitest';
import { guessFrom, ports } from '../../../renderer/account/guess';

it('an address suggests its servers and its user name', () => {
  expect(guessFrom(' amy@xxx.com.tw ')).toEqual({
    pop: 'pop.xxx.com.tw',
    smtp: 'smtp.xxx.com.tw',
    user: 'amy@xxx.com.tw',
  });
  expect(guessFrom('amy')).toEqual({ pop: '', smtp: '', user: 'amy' });
});

it('the ports are those of the registries', () => {
  expect(ports).toEqual({
    incoming: { tls: 995, starttls: 110, none: 110 },
    outgoing: { tls: 465, starttls: 587, none: 25 },
  });
});
