import { useState } from 'react';
import { Tabs } from '../ui/tabs';
import { BulkView, offerNames } from './bulk/bulk-view';
import { CacheView } from './cache/cache-view';
import { LookupScreen } from './dns-screen';
import { useServers } from './use-servers';
import { ZonesView } from './zones/zones-view';

const places = [
  ['lookup', 'Lookup'],
  ['bulk', 'Bulk'],
  ['zones', 'Zones'],
  ['cache', 'Cache'],
] as const;
type Place = (typeof places)[number][0];

/** Coming back to this screen finds the side of it that was looked at last. */
let lastPlace: Place = 'lookup';

/** Questions one by one, and what else one does with DNS. */
export default function DnsPlaces() {
  const [place, setPlace] = useState(lastPlace);
  const servers = useServers();
  const choose = (chosen: Place) => {
    lastPlace = chosen;
    setPlace(chosen);
  };
  return (
    <div className="panel">
      <div className="bar">
        <h1>DNS</h1>
        <Tabs label="DNS tools" tabs={places} value={place} onChange={choose} />
      </div>
      {place === 'lookup' && <LookupScreen servers={servers} />}
      {place === 'bulk' && <BulkView servers={servers} />}
      {place === 'zones' && (
        <ZonesView
          servers={servers}
          askAll={(names) => {
            offerNames(names);
            choose('bulk');
          }}
        />
      )}
      {place === 'cache' && <CacheView />}
    </div>
  );
}
