import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { root } from '../../scripts/lib/paths.mjs';
import { freePort, startProcess, temporaryFolder } from './lab';

const envelope = v.object({ from: v.string(), to: v.array(v.string()), utf8: v.boolean() });
const letter = v.object({
  subject: v.string(),
  text: v.string(),
  files: v.array(v.object({ name: v.string(), text: v.string() })),
  defects: v.array(v.string()),
});

const reader = `
import sys, json, email, email.policy
m = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)
print(json.dumps(dict(
    subject=m['subject'],
    text=m.get_body(preferencelist=('plain',)).get_content(),
    files=[dict(name=a.get_filename(), text=a.get_content() if a.get_content_maintype() == 'text' else '')
           for a in m.iter_attachments()] if m.is_multipart() else [],
    defects=[repr(d) for part in m.walk() for d in part.defects])))
`;

/** An SMTP server that is not Postfix: no PIPELINING, no CHUNKING, no DSN, and replies of its own. */
export async function startAiosmtpd() {
  const folder = await temporaryFolder('aiosmtpd');
  const port = await freePort();
  // Debian's own Python is the one that has the package.
  const python = '/usr/bin/python3';
  const script = join(root, 'tests/support/aiosmtpd_server.py');
  const running = await startProcess(python, [script, folder.path, String(port)], {
    ready: (output) => output.includes(`port ${port}`),
  });
  const names = () =>
    readdirSync(folder.path)
      .filter((name) => name.endsWith('.eml'))
      .sort();
  return {
    port,
    /** Everything that arrived, in its order. */
    received: () =>
      names().map((name) => ({
        raw: readFileSync(join(folder.path, name)),
        ...v.parse(envelope, JSON.parse(readFileSync(join(folder.path, name.replace('.eml', '.json')), 'utf8'))),
      })),
    /** The newest message as Python's `email` reads it. */
    read() {
      const path = join(folder.path, names().at(-1) ?? '');
      const { stdout, stderr } = spawnSync(python, ['-c', reader, path], { encoding: 'utf8', timeout: 20_000 });
      if (!stdout) throw new Error(stderr);
      return v.parse(letter, JSON.parse(stdout));
    },
    async stop() {
      await running.stop();
      await folder.remove();
    },
  };
}
