import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import * as v from 'valibot';
import { root } from '../../scripts/lib/paths.mjs';

interface Part {
  type: string;
  parameters: Record<string, string>;
  disposition: string | null;
  name: string | null;
  contentId: string | null;
  defects: string[];
  /** The parts of a multipart, the words of a text, else base64. */
  content: string | Part[];
}

const part: v.GenericSchema<Part> = v.object({
  type: v.string(),
  parameters: v.record(v.string(), v.string()),
  disposition: v.nullable(v.string()),
  name: v.nullable(v.string()),
  contentId: v.nullable(v.string()),
  defects: v.array(v.string()),
  content: v.union([v.string(), v.array(v.lazy(() => part))]),
});

const message = v.object({
  fields: v.record(v.string(), v.string()),
  people: v.record(v.string(), v.array(v.tuple([v.string(), v.string()]))),
  /** Of the header fields. */
  defects: v.array(v.string()),
  body: part,
});

/** What Python's email package, with its default policy, finds in these bytes. */
export function readByPython(raw: Uint8Array): v.InferOutput<typeof message> {
  const ran = spawnSync('python3', [join(root, 'tests/support/python-email.py')], { input: raw, encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(`Python could not read it: ${ran.stderr}`);
  return v.parse(message, JSON.parse(ran.stdout));
}
