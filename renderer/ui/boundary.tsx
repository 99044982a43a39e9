import { Component, type ReactNode } from 'react';
import { asPosthornError, type PosthornError } from '../../shared/errors';
import { Problem } from './problem';

/** Keeps a fault of one screen from taking the window with it. */
export class Boundary extends Component<{ children: ReactNode }, { error: PosthornError | null }> {
  override state: { error: PosthornError | null } = { error: null };

  static getDerivedStateFromError(thrown: unknown) {
    return { error: asPosthornError(thrown) };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <div style={{ padding: 32 }}>
        <Problem error={error.toJSON()}>
          <button type="button" className="button" onClick={() => this.setState({ error: null })}>
            Show it again
          </button>
        </Problem>
      </div>
    );
  }
}
