interface ConnectButtonsProps {
  opening: boolean;
  /** Whether it is known to whom. */
  ready: boolean;
  /** What the button says of itself. */
  title: string;
  onConnect(): void;
  onCancel(): void;
}

/** Begins a session with a server, and gives it up while it begins. */
export function ConnectButtons({ opening, ready, title, onConnect, onCancel }: ConnectButtonsProps) {
  return (
    <>
      {opening && (
        <button type="button" className="button" onClick={onCancel}>
          Cancel
        </button>
      )}
      <button type="button" className="button primary" title={title} disabled={!ready || opening} onClick={onConnect}>
        Connect
      </button>
    </>
  );
}
