import Bold from 'lucide-react/icons/bold';
import Italic from 'lucide-react/icons/italic';
import Link from 'lucide-react/icons/link';
import List from 'lucide-react/icons/list';
import ListOrdered from 'lucide-react/icons/list-ordered';
import Quote from 'lucide-react/icons/text-quote';
import Underline from 'lucide-react/icons/underline';
import type { Command, EditorState } from 'prosemirror-state';
import { type KeyboardEvent, useRef, useState } from 'react';
import { shownKey } from '../../keys';
import { bold, bulletList, hasMark, isIn, italic, linkAt, numberedList, quote, underline } from './commands';
import { schema } from './schema';

const { nodes, marks } = schema;

interface Tool {
  name: string;
  key: string;
  icon: typeof Bold;
  /** None: it asks first. */
  command?: Command;
  isOn(state: EditorState): boolean;
}

const tools: Tool[] = [
  { name: 'Bold', key: 'Ctrl+B', icon: Bold, command: bold, isOn: (state) => hasMark(state, marks.strong) },
  { name: 'Italic', key: 'Ctrl+I', icon: Italic, command: italic, isOn: (state) => hasMark(state, marks.em) },
  {
    name: 'Underline',
    key: 'Ctrl+U',
    icon: Underline,
    command: underline,
    isOn: (state) => hasMark(state, marks.underline),
  },
  {
    name: 'Bulleted list',
    key: 'Ctrl+Shift+8',
    icon: List,
    command: bulletList,
    isOn: (state) => isIn(state, nodes.bullet_list),
  },
  {
    name: 'Numbered list',
    key: 'Ctrl+Shift+7',
    icon: ListOrdered,
    command: numberedList,
    isOn: (state) => isIn(state, nodes.ordered_list),
  },
  { name: 'Quote', key: 'Ctrl+Shift+9', icon: Quote, command: quote, isOn: (state) => isIn(state, nodes.blockquote) },
  { name: 'Link', key: 'Ctrl+K', icon: Link, isOn: (state) => linkAt(state) !== null },
];

interface FormattingBarProps {
  state: EditorState | null;
  run(command: Command): void;
  onLink(): void;
}

/** The tools of formatted text; one stop for Tab, arrows inside. */
export function FormattingBar({ state, run, onLink }: FormattingBarProps) {
  const [at, setAt] = useState(0);
  const bar = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = (at + step + tools.length) % tools.length;
    setAt(next);
    bar.current?.querySelectorAll('button')[next]?.focus();
  };
  return (
    <div ref={bar} className="formatting" role="toolbar" aria-label="Formatting" onKeyDown={onKeyDown}>
      {tools.map(({ name, key, icon: Icon, command, isOn }, index) => (
        <button
          key={name}
          type="button"
          className="button bare"
          aria-label={name}
          title={`${name} (${shownKey(key)})`}
          aria-pressed={state !== null && isOn(state)}
          tabIndex={index === at ? 0 : -1}
          onFocus={() => setAt(index)}
          // The selection stays where it is.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => {
            setAt(index);
            if (command) run(command);
            else onLink();
          }}
        >
          <Icon size={15} strokeWidth={1.6} aria-hidden />
        </button>
      ))}
    </div>
  );
}
