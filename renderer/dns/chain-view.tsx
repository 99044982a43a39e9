import type { ChainSet, ChainZone, DnsChain } from '../../shared/contract';
import { serverName } from '../../shared/dns-servers';
import { plural } from '../ui/format';
import { Problem } from '../ui/problem';
import type { Job } from '../use-job';
import { ChainPicture } from './chain-picture';
import { dsText, keyText, signatureText, verdicts } from './chain-words';
import { SavePicture } from './save-picture';
import { TrustAnchors } from './trust-anchors';
import { plainName, zoneTitle } from './zone-names';

/** The last chain of signatures, or what one would be. */
export function ChainPanel({
  chaining: { result, progress, error, running },
  inPractice,
}: {
  chaining: Job<'dns.chain'>;
  inPractice: boolean;
}) {
  return (
    <>
      {running && (
        <p className="dim" role="status">
          {plural(progress?.questions ?? 0, 'question')} asked so far.
        </p>
      )}
      {error && <Problem error={error.toJSON()} />}
      {result && <ChainView chain={result} />}
      {!result && !running && !error && (
        <p className="dim">
          A chain shows who vouches for an answer: from the trust anchor of the root, each zone signs the key of the
          next one (DNSSEC), down to the records. All of it is checked here; what the server thinks of it does not
          count.
        </p>
      )}
      <TrustAnchors inPractice={inPractice} />
    </>
  );
}

const chips = { ok: 'chip ok', bad: 'chip bad', plain: 'chip' };

function ChainView({ chain }: { chain: DnsChain }) {
  const { verdict, sentence, questions, signaturesChecked, server, question } = chain;
  const mark = verdicts[verdict];
  return (
    <>
      <div role="status" aria-label="Result" className="stack">
        <p className="sentence">{sentence}</p>
        <div className="row-line chain-facts">
          <span className={chips[mark.kind]}>
            {mark.sign} {mark.word}
          </span>
          <span className="dim">
            {question.name} {question.type}: {plural(questions, 'question')} to {serverName(server)},{' '}
            {plural(signaturesChecked, 'signature')} checked
          </span>
          <SavePicture name={`chain-${question.name}-${question.type}`} draw={() => <ChainPicture chain={chain} />} />
        </div>
      </div>
      <ChainPicture chain={chain} />
      <section>
        <h2>In words</h2>
        <ol aria-label="Chain" className="chain-words">
          {chain.zones.map((zone) => (
            <ZoneWords key={zone.name} zone={zone} />
          ))}
          {chain.sets.map((set) => (
            <SetWords key={`${set.role} ${set.owner} ${set.type}`} set={set} />
          ))}
        </ol>
      </section>
    </>
  );
}

function ZoneWords({ zone }: { zone: ChainZone }) {
  const mark = verdicts[zone.verdict];
  return (
    <li>
      <h3>
        {zoneTitle(zone.name)}{' '}
        <span className={chips[mark.kind]}>
          {mark.sign} {mark.word}
        </span>
      </h3>
      <p>{zone.sentence}</p>
      <Lines
        lines={[
          ...zone.ds.map((ds) => dsText(ds, zone.anchored)),
          ...zone.dsSignatures.map(
            (signature) => `${zone.ds.length > 0 ? 'DS is' : 'that there is no DS is'} ${signatureText(signature)}`,
          ),
          ...zone.keys.map(keyText),
          ...zone.keySignatures.map((signature) => `the keys are ${signatureText(signature)}`),
        ]}
      />
    </li>
  );
}

function SetWords({ set }: { set: ChainSet }) {
  const mark = verdicts[set.verdict];
  return (
    <li>
      <h3>
        {set.type} of {plainName(set.owner)}{' '}
        <span className={chips[mark.kind]}>
          {mark.sign} {mark.word}
        </span>
      </h3>
      <p>{set.sentence}</p>
      <Lines lines={[...set.data, ...set.signatures.map(signatureText)]} />
    </li>
  );
}

function Lines({ lines }: { lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <ul className="glue small mono">
      {[...new Set(lines)].map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
