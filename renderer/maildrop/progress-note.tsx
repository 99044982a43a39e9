import { formatCount } from '../ui/format';

/** Work on many messages: how far it is, and how it is stopped. */
export interface LongWork {
  done: number;
  total: number;
  cancel(): void;
}

/** @param name what is done, as in `Downloading 3 of 20` */
export function ProgressNote({ name, work }: { name: string; work: LongWork }) {
  return (
    <p className="note drop-note" role="status" aria-label={name}>
      <span>
        {name} {formatCount(work.done)} of {formatCount(work.total)}
      </span>
      <progress className="progress grow" value={work.done} max={work.total || 1} />
      <button type="button" className="button" onClick={work.cancel}>
        Stop {name.toLowerCase()}
      </button>
    </p>
  );
}
