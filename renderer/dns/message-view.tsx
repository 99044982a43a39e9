import { type KeyboardEvent, type MouseEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react';
import type { DnsAnswer, MessageField } from '../../shared/contract';
import { serverName } from '../../shared/dns-servers';
import { formatCount, formatOctets } from '../ui/format';
import { fieldAt, hasParts, lineOf, parentOf, visibleFields } from './message-fields';
import { Octets } from './octets';

const nothing = { start: 0, end: 0 };

/** The octets of an answer beside what they mean; what is pointed at or selected in one is marked in the other. */
export function MessageView({ answer }: { answer: DnsAnswer }) {
  const { octets, fields } = answer.message;
  const [selected, setSelected] = useState(0);
  /** The octet that the keyboard is at. */
  const [at, setAt] = useState(0);
  const [pointed, setPointed] = useState<number | null>(null);
  const [open, setOpen] = useState<ReadonlySet<number>>(
    () => new Set(fields.flatMap(({ depth }, index) => (depth === 1 ? [index] : []))),
  );
  const grid = useRef<HTMLDivElement>(null);
  const tree = useRef<HTMLDivElement>(null);
  const marked = pointed ?? selected;
  const { start, end } = fields[marked] ?? nothing;

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is selected may have come to lie elsewhere
  useLayoutEffect(() => {
    grid.current?.querySelector(`[data-at="${at}"]`)?.scrollIntoView({ block: 'nearest' });
    tree.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [at, selected]);

  const selectOctet = (octet: number) => {
    const index = fieldAt(fields, octet);
    setAt(octet);
    setSelected(index);
    setOpen((all) => new Set([...all, ...lineOf(fields, index).slice(1)]));
  };
  const selectField = (index: number) => {
    setSelected(index);
    setAt(fields[index]?.start ?? 0);
  };
  const toggle = (index: number, opened: boolean) => {
    setOpen((all) => new Set(opened ? [...all, index] : [...all].filter((one) => one !== index)));
    // What is selected stays in sight.
    if (!opened && lineOf(fields, selected).includes(index)) selectField(index);
  };
  return (
    <>
      <p className="dim">
        {answer.question.name} {answer.question.type} from {serverName(answer.server)}
        {answer.way && ', the last server on the way from the root'}, {formatOctets(answer.octets)}
        {octets.length < answer.octets && `, of which the first ${formatCount(octets.length)} are shown`}
      </p>
      <div className="message">
        <Octets
          octets={octets}
          at={at}
          marked={{ start, end }}
          onPoint={(octet) => setPointed(octet === null ? null : fieldAt(fields, octet))}
          onSelect={selectOctet}
          grid={grid}
        />
        <Decoded
          fields={fields}
          open={open}
          selected={selected}
          marked={marked}
          onPoint={setPointed}
          onSelect={selectField}
          onToggle={toggle}
          tree={tree}
        />
      </div>
    </>
  );
}

interface DecodedProps {
  fields: readonly MessageField[];
  open: ReadonlySet<number>;
  selected: number;
  marked: number;
  onPoint(index: number | null): void;
  onSelect(index: number): void;
  onToggle(index: number, opened: boolean): void;
  tree: RefObject<HTMLDivElement | null>;
}

function Decoded({ fields, open, selected, marked, onPoint, onSelect, onToggle, tree }: DecodedProps) {
  const visible = visibleFields(fields, open);
  // Of what lies in a closed part, the part is marked.
  const shown = lineOf(fields, marked).find((index) => visible.includes(index));
  const go = (index: number | undefined) => {
    if (index === undefined || index < 0) return;
    onSelect(index);
    tree.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus();
  };
  const move = (event: KeyboardEvent) => {
    const place = visible.indexOf(selected);
    const opened = hasParts(fields, selected) && open.has(selected);
    const closed = hasParts(fields, selected) && !opened;
    if (event.key === 'ArrowRight' && closed) onToggle(selected, true);
    else if (event.key === 'ArrowLeft' && opened) onToggle(selected, false);
    else {
      const targets: Record<string, number | undefined> = {
        ArrowDown: visible[place + 1],
        ArrowUp: visible[place - 1],
        ArrowRight: opened ? visible[place + 1] : undefined,
        ArrowLeft: parentOf(fields, selected),
        Home: visible[0],
        End: visible.at(-1),
      };
      if (!Object.hasOwn(targets, event.key)) return;
      go(targets[event.key]);
    }
    event.preventDefault();
  };
  const click = ({ target }: MouseEvent) => {
    if (!(target instanceof HTMLElement)) return;
    const item = target.closest<HTMLElement>('[data-index]');
    if (!item) return;
    const index = Number(item.dataset.index);
    onSelect(index);
    if (target.closest('.sign') && hasParts(fields, index)) onToggle(index, !open.has(index));
  };
  return (
    <div
      role="tree"
      aria-label="Decoded"
      className="decoded"
      ref={tree}
      onKeyDown={move}
      onClick={click}
      onPointerLeave={() => onPoint(null)}
    >
      {visible.map((index) => {
        const field = fields[index];
        if (!field) return null;
        const { depth, label, value, start, end } = field;
        const parts = hasParts(fields, index);
        return (
          <div
            key={index}
            role="treeitem"
            aria-level={depth}
            aria-label={`${label}: ${value}`}
            aria-selected={index === selected}
            aria-expanded={parts ? open.has(index) : undefined}
            data-index={index}
            tabIndex={index === selected ? 0 : -1}
            className={index === shown ? 'marked' : ''}
            style={{ paddingLeft: 6 + (depth - 1) * 18 }}
            title={`Octets ${start} to ${end - 1}`}
            onPointerEnter={() => onPoint(index)}
          >
            <span className="sign" aria-hidden>
              {parts ? (open.has(index) ? '▾' : '▸') : ''}
            </span>
            <span className={depth === 1 ? 'label strong' : 'label'}>{label}</span>
            <span className={depth === 1 ? 'dim' : 'mono'}>{value}</span>
          </div>
        );
      })}
    </div>
  );
}
