import * as v from 'valibot';
import { beforeEach, describe, expect, it } from 'vitest';
import { Accounts, type Cipher, credentialsOf, Secrets, type secretsSchema } from '../../../electron/mail/accounts';
import type { Account, AccountInput } from '../../../shared/contract';
import { account as accountSchema, plainWriting } from '../../../shared/contract/accounts';
import { leaveOnServer } from '../../../shared/contract/leave-on-server';

/** What becomes of the secret of an account, be it a password or an access token. */
const server = { host: 'mail.example.org', port: 995, security: 'tls', user: 'amy' } as const;
const form: AccountInput = {
  id: null,
  name: 'Amy Chen',
  address: 'amy@example.org',
  incoming: { ...server, protocol: 'POP3', language: null },
  outgoing: server,
  signIn: 'token',
  deleteOnServer: false,
  policy: leaveOnServer,
  inbox: 'own',
  writing: plainWriting,
  identities: [],
  identityPasswords: {},
  keepSecret: 'keyring',
  password: 'ya29.token-of-amy==',
};
/** Turned round is encrypted enough to see that it was done. */
const turned = (text: string) => [...text].reverse().join('');
const cipher: Cipher = {
  available: () => true,
  encrypt: (text) => Buffer.from(turned(text)),
  decrypt: (bytes) => turned(bytes.toString()),
};

let kept: v.InferOutput<typeof secretsSchema>;
let written: Account[];
let accounts: Accounts;
beforeEach(async () => {
  kept = {};
  written = [];
  const secrets = new Secrets(
    {
      read: async () => kept,
      write: async (value) => {
        kept = value;
      },
    },
    cipher,
  );
  const file = {
    read: async () => [],
    write: async (value: Account[]) => {
      written = value;
    },
  };
  accounts = await Accounts.open(file, secrets);
});

describe('an access token', () => {
  it('is encrypted as a password is, and is in no other file', async () => {
    const { id } = await accounts.save(form);
    expect(kept[id]).toEqual({ kind: 'keyring', data: Buffer.from(turned(form.password)).toString('base64') });
    expect(JSON.stringify(written)).not.toContain('token-of-amy');
    expect(JSON.stringify(accounts.list())).not.toContain('token-of-amy');
  });

  it('stands in for the password at the login', async () => {
    const { id } = await accounts.save(form);
    expect(await accounts.credentials(id)).toEqual({ password: '', accessToken: 'ya29.token-of-amy==' });
    const other = await accounts.save({ ...form, signIn: 'password', password: 'practice' });
    expect(await accounts.credentials(other.id)).toEqual({ password: 'practice' });
  });

  it('is taken without what was copied around it', async () => {
    const { id } = await accounts.save({ ...form, password: '  ya29.token-of-amy==\r\n' });
    expect(await accounts.credentials(id)).toMatchObject({ accessToken: 'ya29.token-of-amy==' });
  });

  it.each(['', '   ', 'two words', 'a\x01auth=Bearer b', 'a\r\nb', 'tökén'])('%j is none', (pasted) => {
    expect(() => credentialsOf('token', pasted)).toThrow(expect.objectContaining({ code: 'accounts.bad-token' }));
  });

  it('that is none is not kept, and what was there stays', async () => {
    const { id } = await accounts.save(form);
    await expect(accounts.save({ ...form, id, password: 'two words' })).rejects.toMatchObject({
      code: 'accounts.bad-token',
    });
    expect(await accounts.credentials(id)).toMatchObject({ accessToken: 'ya29.token-of-amy==' });
  });
});

it('a secret of one kind is never used as one of the other', async () => {
  const { id } = await accounts.save({ ...form, signIn: 'password', password: 'practice' });
  await accounts.save({ ...form, id, signIn: 'token', password: '' });
  expect(kept).toEqual({});
  await expect(accounts.credentials(id)).rejects.toMatchObject({ code: 'secrets.none' });
});

it('a form that leaves the secret alone leaves it where it is', async () => {
  const { id } = await accounts.save(form);
  await accounts.save({ ...form, id, name: 'Amy', password: '' });
  expect(await accounts.credentials(id)).toMatchObject({ accessToken: 'ya29.token-of-amy==' });
});

it('an account of an older Posthorn signs in with a password, and shows its mail in its own inbox', () => {
  const { signIn: _signIn, inbox: _inbox, policy: _policy, password: _password, ...older } = form;
  const incoming = { ...server, protocol: 'POP3' };
  const read = v.parse(accountSchema, { ...older, incoming, id: 'amy', practice: false });
  expect(read).toMatchObject({ signIn: 'password', inbox: 'own', policy: leaveOnServer });
  expect(read.incoming).toEqual({ ...incoming, language: null });
});

describe('an identity', () => {
  const sales = { id: 'sales', name: 'Sales', address: 'sales@example.org', writing: plainWriting, outgoing: null };
  const own = { ...sales, outgoing: { host: 'out.example.org', port: 465, security: 'tls' as const, user: 'sales' } };

  it('sends over the server of the account, with what that logs in with', async () => {
    const { id } = await accounts.save({ ...form, identities: [sales] });
    const { account, credentials } = await accounts.sender(id, 'sales');
    expect(account).toMatchObject({ name: 'Sales', address: 'sales@example.org', outgoing: server });
    expect(credentials).toEqual({ password: '', accessToken: form.password });
  });

  it('has a password of its own for a server of its own, kept as that of the account is', async () => {
    const { id } = await accounts.save({ ...form, identities: [own], identityPasswords: { sales: 'secret-of-sales' } });
    expect(JSON.stringify(written)).not.toContain('secret-of-sales');
    expect(await accounts.sender(id, 'sales')).toMatchObject({
      account: { outgoing: own.outgoing },
      credentials: { password: 'secret-of-sales' },
    });
    await accounts.save({ ...form, id, keepSecret: 'file', identities: [own] });
    expect(kept[`${id}/sales`]).toEqual({ kind: 'file', data: 'secret-of-sales' });
    await accounts.save({ ...form, id, identities: [sales] });
    expect(kept[`${id}/sales`]).toBeUndefined();
  });

  it('goes with the account, and so does its password', async () => {
    const { id } = await accounts.save({ ...form, identities: [own], identityPasswords: { sales: 'secret-of-sales' } });
    await accounts.remove(id);
    expect(kept).toEqual({});
  });

  it('that is gone leaves its messages to the account', async () => {
    const { id } = await accounts.save(form);
    expect((await accounts.sender(id, 'sales')).account).toMatchObject({ address: form.address, outgoing: server });
  });
});
