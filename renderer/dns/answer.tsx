import type { AskedQuestion, DnsAnswer } from '../../shared/contract';
import { serverName } from '../../shared/dns-servers';
import { go } from '../shell/route';
import { copyText } from '../ui/copy';
import { formatCount, formatDuration, formatOctets, plural } from '../ui/format';
import { say } from '../ui/toast';
import { useCall } from '../use-call';
import { digText } from './dig-text';
import { Favourite } from './history';
import { jsonText } from './json-text';
import { Records } from './records';
import { plainName } from './zone-names';

const rcodeChip = (answer: DnsAnswer) =>
  answer.kind === 'answer' ? 'ok' : answer.kind === 'no-data' || answer.kind === 'referral' ? 'warn' : 'bad';

function copy(answer: DnsAnswer) {
  copyText(digText(answer));
  say('The answer is copied as dig prints it.');
}

/** An answer: the sentence first, then what it was made of. */
export function Answer({
  answer,
  follow,
  askAnew,
  asked,
}: {
  answer: DnsAnswer;
  follow(name: string, type: string): void;
  /** The same question, of the server itself. */
  askAnew(): void;
  asked: AskedQuestion | null;
}) {
  const additional = answer.additional.filter(({ type }) => type !== 'OPT');
  return (
    <>
      <div role="status" aria-label="Result" className="stack">
        <p className="sentence">{answer.sentence}</p>
        {asked && <LocalNotes name={asked.name} />}
        <ExtendedErrors answer={answer} />
        <div className="row-line" style={{ flexWrap: 'wrap' }}>
          <span className={`chip ${rcodeChip(answer)}`}>{answer.rcode}</span>
          {answer.flags.map((flag) => (
            <span key={flag} className="chip" title={flagTexts[flag] ?? ''}>
              {flag}
            </span>
          ))}
          <span className="dim">
            {answer.question.name} {answer.question.type} <Source answer={answer} /> over{' '}
            {answer.transport.toUpperCase()}
            {answer.truncatedOverUdp && ' (the UDP answer was cut)'}, {formatDuration(answer.elapsedUs)},{' '}
            {formatOctets(answer.octets)}
          </span>
          {answer.cachedForSeconds !== null && (
            <>
              <span className="chip">from the cache, {formatCount(answer.cachedForSeconds)} s left</span>
              <button type="button" className="button bare" onClick={askAnew}>
                Ask anew
              </button>
            </>
          )}
          {asked && <Favourite question={{ ...asked, name: answer.question.name, type: answer.question.type }} />}
          <Carried answer={answer} />
          <Trust answer={answer} />
          <button type="button" className="button bare" onClick={() => go('wire', answer.sessionId)}>
            Transcript
          </button>
          <button type="button" className="button bare" onClick={() => copy(answer)}>
            Copy as dig
          </button>
          <button
            type="button"
            className="button bare"
            onClick={() => {
              copyText(jsonText(answer));
              say('The answer is copied as JSON.');
            }}
          >
            Copy as JSON
          </button>
        </div>
      </div>
      <Records name="Answer" records={answer.answer} at={answer.at} follow={follow} />
      <Records name="Authority" records={answer.authority} at={answer.at} follow={follow} />
      <Records name="Additional" records={additional} at={answer.at} follow={follow} />
    </>
  );
}

/** Who said it, and how that server was found. */
function Source({ answer: { way, server, transport } }: { answer: DnsAnswer }) {
  if (!way) return <>from {serverName(server, transport)}</>;
  const { questions, servers, server: last } = way;
  return (
    <>
      from the root down: {plural(questions, 'question')} to {plural(servers, 'server')}; the answer is that of{' '}
      {plainName(last.name)} ({last.address})
    </>
  );
}

/** What else programs would make of the name. */
function LocalNotes({ name }: { name: string }) {
  const notes = useCall('dns.localNotes', { name }).data ?? [];
  return notes.map((note) => (
    <p key={note} className="note">
      {note}
    </p>
  ));
}

const carried = ({ edns }: DnsAnswer, name: string) => edns?.options.filter((option) => option.name === name) ?? [];

/** Why the server answers as it does, in its own words (RFC 8914). */
function ExtendedErrors({ answer }: { answer: DnsAnswer }) {
  return carried(answer, 'Extended error').map(({ value }) => (
    <p key={value} className="note warn">
      The server adds: {value}
    </p>
  ));
}

/** What came along with the answer. */
function Carried({ answer }: { answer: DnsAnswer }) {
  return (
    <>
      {carried(answer, 'NSID').map(({ value }) => (
        <span
          key={value}
          className="chip"
          title="Which of several servers behind one address has answered (NSID, RFC 5001)"
        >
          server “{value}”
        </span>
      ))}
      {carried(answer, 'Client subnet').map(({ value }) => (
        <span key={value} className="chip" title="For whose network the answer was made (RFC 7871)">
          for {value}
        </span>
      ))}
      {carried(answer, 'Cookie').map(({ value }) => (
        <span key={value} className="chip" title={`The answer repeats the question’s cookie (RFC 7873): ${value}`}>
          cookie
        </span>
      ))}
    </>
  );
}

/** Whether it is known who said it, and what else came. */
function Trust({ answer: { encryption, dropped } }: { answer: DnsAnswer }) {
  return (
    <>
      {encryption && (
        <span
          className={encryption.doubt === '' ? 'chip ok' : 'chip warn'}
          title={encryption.doubt || `${encryption.subject}, vouched for by ${encryption.issuer}`}
        >
          {encryption.version}, {encryption.doubt === '' ? 'server verified' : 'server not verified'}
        </span>
      )}
      {dropped.length > 0 && (
        <span className="chip warn" title={[...new Set(dropped)].slice(0, 8).join('\n')}>
          {plural(dropped.length, 'other answer')} dropped
        </span>
      )}
    </>
  );
}

const flagTexts: Record<string, string> = {
  qr: 'This is an answer.',
  aa: 'Authoritative: the server speaks for the zone.',
  tc: 'Truncated: the answer did not fit.',
  rd: 'Recursion was desired.',
  ra: 'Recursion is available.',
  ad: 'Authenticated: the server validated the answer (DNSSEC).',
  cd: 'Checking was disabled.',
};
