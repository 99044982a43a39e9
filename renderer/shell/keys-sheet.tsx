import { actions } from '../actions';
import { shownKey } from '../keys';
import { Dialog } from '../ui/dialog';

/** Every key, as the actions declare them. */
export default function KeysSheet({ onClose }: { onClose(): void }) {
  const groups = [...new Set(actions.map(({ group }) => group))];
  return (
    <Dialog title="All keys" onClose={onClose} wide>
      <div className="keys">
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {actions
                .filter((one) => one.group === group && one.keys.length > 0)
                .map((one) => (
                  <div key={one.id}>
                    <dt>{one.name}</dt>
                    <dd>
                      {one.keys.map((key) => (
                        <kbd key={key}>{shownKey(key)}</kbd>
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
      <div className="actions">
        <button type="button" className="button" onClick={onClose}>
          Close
        </button>
      </div>
    </Dialog>
  );
}
