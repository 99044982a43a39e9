import './dns.css';
import Star from 'lucide-react/icons/star';
import { type FormEvent, useRef, useState } from 'react';
import type { DnsQuestion, Progress } from '../../shared/contract';
import { isEncrypted } from '../../shared/dns-servers';
import { hint } from '../actions';
import { call } from '../client';
import { useKeys } from '../keys';
import { useApp } from '../shell/state';
import { Problem } from '../ui/problem';
import { Tabs } from '../ui/tabs';
import { useJob } from '../use-job';
import { useTold } from '../use-told';
import { Answer } from './answer';
import { ChainPanel } from './chain-view';
import { CheckPanel, selectorsIn } from './check-view';
import { type Compared, ComparePanel, serversIn } from './compare-view';
import { History } from './history';
import { MessageView } from './message-view';
import { moreTypes, parseQuery, types } from './parse-query';
import { NeedsServer, ServerChoice, TransportChoice } from './server-choice';
import { TracePanel } from './trace-view';
import type { useServers } from './use-servers';
import { useTrace } from './use-trace';
import { WatchPanel } from './watch-view';

const views = [
  ['answer', 'Answer'],
  ['trace', 'Trace'],
  ['chain', 'Chain'],
  ['check', 'Check'],
  ['compare', 'Compare'],
  ['message', 'Message'],
  ['watch', 'Watch'],
] as const;
type View = (typeof views)[number][0];
/** What the button says that begins it. */
const verbs: Record<View, string> = {
  answer: 'Look up',
  message: 'Look up',
  trace: 'Trace',
  chain: 'Check signatures',
  check: 'Check',
  compare: 'Compare',
  watch: 'Watch',
};
/** As many as the contract takes. */
const mostCompared = 32;
/** They ask one server, so they can't go from the root. */
const askingOne: Partial<Record<View, string>> = { chain: 'A chain', check: 'A check' };
const steps = {
  udp: 'Asking over UDP',
  retry: 'Asking again',
  tcp: 'Asking over TCP',
  tls: 'Asking over TLS',
  https: 'Asking over HTTPS',
};

const stepText = (progress: Progress<'dns.query'> | null): string =>
  progress && 'zone' in progress ? `Asking the servers of ${progress.zone}` : steps[progress?.step ?? 'udp'];

/** One question, and all that can be seen of its answer. */
export function LookupScreen({ servers }: { servers: ReturnType<typeof useServers> }) {
  const { settings } = useApp();
  const [text, setText] = useState('');
  const [type, setType] = useState('MX');
  const { transport } = servers;
  const [view, setView] = useState<View>('answer');
  const asking = useJob('dns.query');
  const tracing = useTrace();
  const chaining = useJob('dns.chain');
  const checking = useJob('dns.check');
  const [selectors, setSelectors] = useState('');
  const comparing = useJob('dns.compare');
  const [compared, setCompared] = useState<Compared>({ servers: 'resolvers', typed: '' });
  const [asked, setAsked] = useState<DnsQuestion | null>(null);
  const watching = useTold('dns.watchState', {}, 'dns.watchChanged');
  const [everySeconds, setEverySeconds] = useState<number | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const { result: answer, error } = asking;
  const jobs = [asking, tracing, chaining, checking, comparing];

  /** What of this view asks one server, and so can't go from the root; undefined: nothing. */
  const neededFor = (inView: View) =>
    inView === 'compare' && compared.servers === 'zone' ? 'A comparison of a zone’s servers' : askingOne[inView];
  const needed = servers.fromRoot ? neededFor(view) : undefined;

  const ask = async (question: DnsQuestion) => {
    setAsked(question);
    const result = await asking.run(question);
    if (!result) return;
    const { server, transport: by, fromRoot } = question;
    const { name, type } = result.question;
    void call('dns.historyAdd', {
      question: { name, type, server, transport: by, ...(fromRoot ? { fromRoot } : {}) },
    });
  };
  const lookUp = (words: string, asType = type, inView = view) => {
    const typed = parseQuery(words);
    if (typed.name === '') return;
    if (typed.type) setType(typed.type);
    const by = typed.transport ?? transport;
    if (typed.server) servers.add({ ...typed.server, transport: by });
    else if (typed.transport) servers.setTransport(typed.transport);
    const fromRoot = typed.server ? null : typed.fromRoot ? servers.addRoot() : servers.fromRoot;
    if (fromRoot && neededFor(inView)) return;
    const wanted = { name: typed.name, type: typed.type ?? asType };
    const how = { server: typed.server ?? servers.server, transport: by };
    const asked = { ...wanted, ...how, ...(fromRoot ? { fromRoot } : {}) };
    const inPractice = servers.isPractice && typed.server === null;
    if (inView === 'trace') {
      void tracing.run({ ...wanted, practice: inPractice });
    } else if (inView === 'chain') {
      void chaining.run({ ...wanted, ...how });
    } else if (inView === 'check') {
      void checking.run({ domain: typed.name, ...how, selectors: selectorsIn(selectors) });
    } else if (inView === 'compare') {
      const ofZone = compared.servers === 'zone';
      const named = [
        ...(ofZone ? [] : servers.all),
        ...(typed.server ? [{ ...typed.server, transport: by }] : []),
        ...serversIn(compared.typed),
      ];
      const zone = ofZone ? { resolver: how.server, transport: by, practice: inPractice } : null;
      void comparing.run({ ...wanted, servers: named.slice(0, mostCompared), zone });
    } else if (inView === 'watch') {
      void call('dns.watchStart', { question: asked, everySeconds });
    } else void ask({ ...asked, ...(typed.edns ? { edns: typed.edns } : {}), fromCache: settings.dnsUseCache });
  };
  const follow = (name: string, asType: string) => {
    setText(name);
    setType(asType);
    lookUp(name, asType);
  };
  const show = (chosenView: View) => {
    setView(chosenView);
    // Whoever goes there wants to see it of the name that stands there.
    const seen = {
      answer: answer ?? error,
      message: answer ?? error,
      trace: tracing.question,
      chain: chaining.result,
      check: checking.result,
      compare: comparing.result,
      watch: true,
    }[chosenView];
    if (text.trim() !== '' && !seen) lookUp(text, type, chosenView);
  };
  const goTo = (chosenView: View) => {
    setView(chosenView);
    lookUp(text, type, chosenView);
  };
  useKeys(
    {
      'dns.focus': () => field.current?.select(),
      'dns.trace': () => goTo('trace'),
      'dns.chain': () => goTo('chain'),
      'dns.check': () => goTo('check'),
      'dns.compare': () => goTo('compare'),
      'dns.message': () => show('message'),
    },
    { singleKeys: settings.singleKeys, groups: ['DNS'] },
  );

  /** Whether this view shows the answer to the question that is typed. */
  const asks = view === 'answer' || view === 'message';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    lookUp(text);
  };
  return (
    <div className="panel" data-pane>
      <form className="bar" onSubmit={submit}>
        <input
          ref={field}
          className="field grow"
          style={{ maxWidth: 420 }}
          type="search"
          aria-label="Name or address"
          title={hint('dns.focus')}
          placeholder="xxx.com.tw, or mx xxx.com.tw @8.8.8.8"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <select
          className="field"
          aria-label="Type"
          disabled={view === 'check'}
          title={view === 'check' ? 'A check asks for all types that matter to mail' : undefined}
          value={type}
          onChange={(event) => setType(event.target.value)}
        >
          {types.map((name) => (
            <option key={name}>{name}</option>
          ))}
          <optgroup label="More">
            {[...new Set<string>([...moreTypes, type])]
              .filter((name) => types.every((one) => one !== name))
              .map((name) => (
                <option key={name}>{name}</option>
              ))}
          </optgroup>
        </select>
        <ServerChoice
          servers={servers}
          onAnother={() => {
            // A server is named where the question is typed, as dig does it.
            setText((words) => `${words.trim()} @`.trimStart());
            field.current?.focus();
          }}
        />
        <TransportChoice
          servers={servers}
          fixed={view === 'trace' ? 'A trace goes over UDP, and TCP where an answer does not fit' : undefined}
        />
        {servers.server && !servers.isPractice && (
          <button
            type="button"
            className="button bare"
            aria-label="Keep server"
            aria-pressed={servers.chosen?.kept}
            title={servers.chosen?.kept ? 'Leave this server out of the list' : 'Keep this server in the list'}
            onClick={() => servers.keep(!servers.chosen?.kept)}
          >
            <Star size={16} fill={servers.chosen?.kept ? 'currentColor' : 'none'} aria-hidden />
          </button>
        )}
        {asks && (
          <button
            type="button"
            className="button bare"
            aria-pressed={settings.dnsUseCache}
            title="Whether an answer that is remembered will do"
            onClick={() => void call('settings.set', { dnsUseCache: !settings.dnsUseCache })}
          >
            Use cache
          </button>
        )}
        {jobs.some(({ running }) => running) ? (
          <button
            type="button"
            className="button"
            onClick={() => {
              for (const job of jobs) job.cancel();
            }}
          >
            Cancel
          </button>
        ) : (
          <button type="submit" className="button primary" disabled={needed !== undefined && !parseQuery(text).server}>
            {verbs[view]}
          </button>
        )}
      </form>
      <div className="dns">
        <div className="panel-body answers">
          <div>
            <Tabs label="Views" tabs={views} value={view} onChange={show} />
          </div>
          {needed && <NeedsServer servers={servers} what={needed} />}
          {view === 'trace' && <TracePanel tracing={tracing} encrypted={isEncrypted(transport)} />}
          {view === 'chain' && <ChainPanel chaining={chaining} inPractice={servers.isPractice} />}
          {view === 'check' && <CheckPanel checking={checking} selectors={selectors} onSelectors={setSelectors} />}
          {view === 'watch' && <WatchPanel watching={watching} everySeconds={everySeconds} onEvery={setEverySeconds} />}
          {view === 'compare' && <ComparePanel comparing={comparing} chosen={compared} onChoose={setCompared} />}
          {asks && asking.running && (
            <p className="dim" role="status">
              {stepText(asking.progress)}
            </p>
          )}
          {asks && error && (
            <Problem error={error.toJSON()}>
              <button type="button" className="button" onClick={() => lookUp(text)}>
                Try again
              </button>
            </Problem>
          )}
          {view === 'answer' && answer && (
            <Answer
              answer={answer}
              follow={follow}
              askAnew={() => void (asked && ask({ ...asked, fromCache: false }))}
              asked={asked}
            />
          )}
          {view === 'message' && answer && <MessageView key={answer.sessionId} answer={answer} />}
          {asks && !answer && !error && !asking.running && (
            <div className="empty">
              <span>A name, a type, a server: ask anything.</span>
              <div className="row-line">
                {['mx xxx.com.tw', 'ns xxx.com.tw', '211.72.211.25'].map((example) => (
                  <button
                    key={example}
                    type="button"
                    className="button"
                    onClick={() => {
                      setText(example);
                      lookUp(example);
                    }}
                  >
                    {example}
                  </button>
                ))}
              </div>
            </div>
          )}
        </div>
        <History askAgain={(question) => void ask({ ...question, fromCache: settings.dnsUseCache })} />
      </div>
    </div>
  );
}
