import './wire.css';
import { useState } from 'react';
import type { SessionSummary, TranscriptLine } from '../../shared/contract';
import { call } from '../client';
import { useKeys } from '../keys';
import { go, useRoute } from '../shell/route';
import { useApp } from '../shell/state';
import { copyText } from '../ui/copy';
import { formatTime } from '../ui/format';
import { say } from '../ui/toast';
import { Side } from './side';
import { Transcript } from './transcript';
import { useLines, useSessions } from './use-sessions';

const protocols = ['All', 'POP3', 'SMTP', 'NTP', 'DNS'] as const;

export default function WireScreen() {
  const { settings } = useApp();
  const { detail } = useRoute();
  const sessions = useSessions();
  const [protocol, setProtocol] = useState<(typeof protocols)[number]>('All');
  const [words, setWords] = useState('');
  const [wrap, setWrap] = useState(true);
  const [line, setLine] = useState<number | null>(null);
  const shown = (sessions ?? []).filter((one) => protocol === 'All' || one.protocol === protocol);
  const current = shown.find(({ id }) => id === detail) ?? shown[0];
  const all = useLines(current?.id ?? '');
  const lines = all.filter(({ text }) => text.toLowerCase().includes(words.toLowerCase()));
  const selected = lines.find(({ seq }) => seq === line);

  const choose = (id: string) => {
    setLine(null);
    go('wire', id);
  };
  const moveSession = (step: number) => {
    const at = shown.findIndex(({ id }) => id === current?.id);
    const next = shown[Math.min(shown.length - 1, Math.max(0, at + step))];
    if (next) choose(next.id);
  };
  const toFailed = (step: 1 | -1) => {
    const failed = lines.filter((one) => one.failed);
    const next =
      step === 1
        ? failed.find(({ seq }) => seq > (line ?? -1))
        : failed.findLast(({ seq }) => seq < (line ?? Number.POSITIVE_INFINITY));
    if (next) setLine(next.seq);
    else say(failed.length === 0 ? 'No line failed in this session.' : 'No more failed lines.');
  };
  useKeys(
    { 'wire.nextFailed': () => toFailed(1), 'wire.previousFailed': () => toFailed(-1) },
    { singleKeys: settings.singleKeys, groups: ['Wire'] },
  );

  return (
    <div className="panel">
      <div className="bar">
        <h1>Wire</h1>
        <input
          className="field"
          type="search"
          aria-label="Filter lines"
          placeholder="Filter lines"
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <ProtocolChoice value={protocol} onChange={setProtocol} />
        <span className="grow" />
        <button type="button" className="button bare" aria-pressed={wrap} onClick={() => setWrap(!wrap)}>
          Wrap lines
        </button>
        <button type="button" className="button bare" disabled={!current} onClick={() => copy(lines)}>
          Copy
        </button>
        <button type="button" className="button bare" disabled={!current} onClick={() => current && void save(current)}>
          Save
        </button>
      </div>
      <div className="wire">
        <div
          className="sessions"
          role="listbox"
          aria-label="Sessions"
          tabIndex={0}
          data-pane
          aria-activedescendant={current ? `session-${current.id}` : undefined}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
            event.preventDefault();
            moveSession(event.key === 'ArrowDown' ? 1 : -1);
          }}
        >
          {shown.map((one) => (
            <div
              key={one.id}
              id={`session-${one.id}`}
              role="option"
              aria-selected={one.id === current?.id}
              onClick={() => choose(one.id)}
              onKeyDown={() => {}}
            >
              <span className="who">
                {one.state !== 'closed' && (
                  <span className={`dot ${one.state === 'failed' ? 'bad' : ''}`} aria-hidden />
                )}
                {one.protocol} {one.peer}
              </span>
              <span className="dim small">{formatTime(one.startedAt)}</span>
              <span className="dim small summary">{stateOf(one)}</span>
            </div>
          ))}
        </div>
        {current ? (
          <div className="lines" data-pane>
            <Transcript
              key={current.id}
              follow={current.state === 'open'}
              lines={lines}
              session={all}
              protocol={current.protocol}
              name="Transcript"
              wrap={wrap}
              selected={line}
              onSelect={setLine}
            />
          </div>
        ) : (
          <div className="empty">Sessions appear here as soon as anything is sent.</div>
        )}
        {current && <Side session={current} lines={all} line={selected} />}
      </div>
    </div>
  );
}

function stateOf(session: SessionSummary): string {
  const state = session.state === 'open' ? 'open' : session.state === 'failed' ? 'failed' : '';
  return [state, session.summary || session.error?.happened].filter(Boolean).join(' · ') || 'closed';
}

function copy(lines: TranscriptLine[]): void {
  const arrows = { sent: '→', received: '←', event: '·' };
  copyText(lines.map(({ direction, text }) => `${arrows[direction]} ${text}`).join('\n'));
  say('The transcript is copied.');
}

async function save(session: SessionSummary): Promise<void> {
  const { path } = await call('wire.save', { sessionId: session.id });
  if (path) say(`Saved as ${path}`);
}

function ProtocolChoice({
  value,
  onChange,
}: {
  value: (typeof protocols)[number];
  onChange(value: (typeof protocols)[number]): void;
}) {
  return (
    <div className="segments" role="radiogroup" aria-label="Protocol">
      {protocols.map((name) => (
        <label key={name} className={name === value ? 'on' : ''}>
          <input
            type="radio"
            name="protocol"
            className="visually-hidden"
            checked={name === value}
            onChange={() => onChange(name)}
          />
          {name}
        </label>
      ))}
    </div>
  );
}
