import './zones.css';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { ZoneFile, ZoneRow } from '../../../shared/contract';
import { isEncrypted } from '../../../shared/dns-servers';
import { asPosthornError, type PosthornError } from '../../../shared/errors';
import { mostPrefixAddresses, readPrefix } from '../../../shared/prefix';
import { call } from '../../client';
import { go } from '../../shell/route';
import { formatCount, formatOctets, plural } from '../../ui/format';
import { Problem } from '../../ui/problem';
import { Tabs } from '../../ui/tabs';
import { say } from '../../ui/toast';
import { useCall } from '../../use-call';
import { useJob } from '../../use-job';
import { NeedsServer, ServerChoice } from '../server-choice';
import type { useServers } from '../use-servers';
import { ZoneGrid } from './zone-grid';

const parts = [
  ['transfer', 'Transfer'],
  ['file', 'Zone file'],
  ['reverse', 'Reverse zone'],
  ['root', 'Root servers'],
] as const;
type Part = (typeof parts)[number][0];

/** Zones as a whole. @param askAll begins many questions, for the names in a prefix */
export function ZonesView({
  servers,
  askAll,
}: {
  servers: ReturnType<typeof useServers>;
  askAll(names: string): void;
}) {
  const [part, setPart] = useState<Part>('transfer');
  return (
    <div className="zones" data-pane>
      <div>
        <Tabs<Part> label="Zones" tabs={parts} value={part} onChange={setPart} />
      </div>
      {part === 'transfer' && <Transfer servers={servers} />}
      {part === 'file' && <FromFile />}
      {part === 'reverse' && <Reverse askAll={askAll} />}
      {part === 'root' && <RootServers />}
    </div>
  );
}

function Transfer({ servers }: { servers: ReturnType<typeof useServers> }) {
  const rows = useRef<ZoneRow[]>([]);
  const [, setCount] = useState(0);
  const [zone, setZone] = useState('');
  const [serial, setSerial] = useState('');
  const job = useJob('dns.transfer', (more) => {
    for (const row of more) rows.current.push(row);
    setCount(rows.current.length);
  });
  const encrypted = servers.transport === 'tls';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rows.current = [];
    void job.run({ zone, server: servers.server, encrypted, serial: serial === '' ? null : Number(serial) });
  };
  const save = () =>
    void call('dns.saveZone', {}).then(
      ({ path }) => path !== null && say(`The zone is saved in ${path}.`),
      (thrown: unknown) => say(asPosthornError(thrown).message),
    );
  const { result, error, running } = job;
  return (
    <>
      <form className="row-line" onSubmit={submit}>
        <input
          className="field mono"
          aria-label="Zone"
          placeholder="xxx.com.tw"
          spellCheck={false}
          value={zone}
          onChange={(event) => setZone(event.target.value)}
        />
        <ServerChoice servers={servers} />
        <label className="row-line">
          <span className="dim">changes since serial</span>
          <input
            className="field number"
            inputMode="numeric"
            pattern="\d{1,10}"
            placeholder="whole zone"
            value={serial}
            onChange={(event) => setSerial(event.target.value)}
          />
        </label>
        {running ? (
          <button type="button" className="button" onClick={job.cancel}>
            Cancel
          </button>
        ) : (
          <button type="submit" className="button primary" disabled={zone.trim() === '' || servers.fromRoot !== null}>
            Fetch zone
          </button>
        )}
      </form>
      <NeedsServer servers={servers} what="A transfer" />
      {!encrypted && isEncrypted(servers.transport) && (
        <p className="dim">
          A transfer is encrypted over TLS with a certificate that holds, and in no other way: this one goes over TCP.
        </p>
      )}
      {error && <Problem error={error.toJSON()} />}
      {running && (
        <p className="dim" role="status">
          {plural(rows.current.length, 'record')} so far
        </p>
      )}
      {result && (
        <div role="status" aria-label="Result" className="row-line">
          <p className="sentence grow">
            {result.sentence} <span className="dim">{formatOctets(result.octets)}</span>
          </p>
          <button type="button" className="button bare" onClick={() => go('wire', result.sessionId)}>
            Transcript
          </button>
          {!result.incremental && (
            <button type="button" className="button" onClick={save}>
              Save as zone file
            </button>
          )}
        </div>
      )}
      {rows.current.length > 0 && <ZoneGrid rows={rows.current} count={rows.current.length} />}
      {!result && !running && !error && (
        <p className="dim">
          A transfer (AXFR) hands out all records of a zone, over TCP, or TLS where that is the server’s way. Servers
          allow it to few; with a serial only what has changed since is asked for (IXFR).
        </p>
      )}
    </>
  );
}

function FromFile() {
  const [origin, setOrigin] = useState('');
  const [file, setFile] = useState<ZoneFile | null>(null);
  const [error, setError] = useState<PosthornError>();
  const open = (event: FormEvent) => {
    event.preventDefault();
    call('dns.openZoneFile', { origin }).then(
      (read) => {
        setError(undefined);
        if (read) setFile(read);
      },
      (thrown: unknown) => setError(asPosthornError(thrown)),
    );
  };
  return (
    <>
      <form className="row-line" onSubmit={open}>
        <input
          className="field mono"
          aria-label="Origin"
          title="What names without a final dot belong to, unless the file says it"
          placeholder="xxx.com.tw"
          spellCheck={false}
          value={origin}
          onChange={(event) => setOrigin(event.target.value)}
        />
        <button type="submit" className="button primary">
          Open zone file
        </button>
      </form>
      {error && <Problem error={error.toJSON()} />}
      {file ? (
        <>
          <p className="sentence" role="status" aria-label="Result">
            {file.name} has {plural(file.rows.length, 'record')}
            {file.problems.length > 0 && `, and ${plural(file.problems.length, 'line')} that can’t be read`}.
          </p>
          {file.problems.length > 0 && (
            <ul aria-label="Problems" className="findings zone-problems">
              {file.problems.map(({ line, text }) => (
                <li key={`${line} ${text}`} className="error">
                  <span className="chip bad">line {formatCount(line)}</span> <span>{text}</span>
                </li>
              ))}
            </ul>
          )}
          <ZoneGrid rows={file.rows} count={file.rows.length} />
        </>
      ) : (
        <p className="dim">A zone file (RFC 1035 §5), as servers read it and as a transfer can be saved.</p>
      )}
    </>
  );
}

function Reverse({ askAll }: { askAll(names: string): void }) {
  const [text, setText] = useState('');
  const prefix = readPrefix(text);
  const few = prefix !== null && prefix.count <= mostPrefixAddresses;
  return (
    <>
      <div className="row-line">
        <input
          className="field mono"
          aria-label="Prefix"
          placeholder="192.0.2.0/24 or 2001:db8::/64"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <button
          type="button"
          className="button primary"
          disabled={!few}
          title={few ? undefined : 'A prefix of at most 1,024 addresses, such as a /22, can be asked for'}
          onClick={() => prefix && askAll(prefix.text)}
        >
          Ask for all names in it
        </button>
      </div>
      {prefix ? (
        <div role="status" aria-label="Reverse zone" className="stack">
          <p className="sentence">
            The names of {prefix.text} are in the zone <span className="mono">{prefix.zone}</span>.
          </p>
          <p className="dim">
            {prefix.count === 1n ? '1 address' : `${formatCount(Number(prefix.count))} addresses`}.{' '}
            {prefix.delegated &&
              'The prefix ends inside an octet: the zone above it needs an alias (CNAME) for each address that leads there (RFC 2317).'}
          </p>
        </div>
      ) : (
        <p className="dim">
          {text.trim() === ''
            ? 'Who has a prefix of addresses looks after the zone in which their names are.'
            : 'That is no prefix: an address, a slash and the number of bits.'}
        </p>
      )}
    </>
  );
}

function RootServers() {
  const { data, reload } = useCall('dns.rootHints', {}, ['settings.changed']);
  const [text, setText] = useState('');
  const [error, setError] = useState<PosthornError>();
  useEffect(() => setText(data?.text ?? ''), [data?.text]);
  const set = (own: string | null) =>
    void call('dns.setRootHints', { text: own }).then(
      () => {
        setError(undefined);
        say(
          own === null
            ? 'The root servers are the usual ones again.'
            : 'Traces and lookups from the root begin at these servers from now on.',
        );
        reload();
      },
      (thrown: unknown) => setError(asPosthornError(thrown)),
    );
  return (
    <>
      <p className="dim">
        Traces and lookups from the root begin at these servers
        {data?.own ? ', which are your own' : ', which come along with Posthorn'}. The file “named.root” of IANA can be
        pasted here.
      </p>
      <textarea
        className="field mono hints"
        aria-label="Root servers"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {error && <Problem error={error.toJSON()} />}
      <div className="row-line">
        <button type="button" className="button primary" disabled={text === data?.text} onClick={() => set(text)}>
          Save root servers
        </button>
        <button type="button" className="button" disabled={!data?.own} onClick={() => set(null)}>
          Back to the usual ones
        </button>
      </div>
    </>
  );
}
