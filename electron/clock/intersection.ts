/** What a server claims: the true offset lies within `offsetUs` ± `distanceUs`. */
export interface Claim {
  offsetUs: number;
  distanceUs: number;
}

/** What more than half of the claims agree on, in µs. */
export interface Intersection {
  lowUs: number;
  highUs: number;
}

/**
 * The selection of RFC 5905 §11.2.1 (Marzullo's algorithm): the smallest interval that holds a point of each claim but as few
 * as possible, and always of more than half. Null: no more than half of the claims agree on anything. As ntpd does, it is
 * run without the rule about midpoints, by which a near server and a far one contradict each other although each is right.
 */
export function intersect(claims: readonly Claim[]): Intersection | null {
  const edges = claims
    .flatMap(({ offsetUs, distanceUs }) => [
      { at: offsetUs - distanceUs, kind: -1 },
      { at: offsetUs + distanceUs, kind: 1 },
    ])
    // At one place an interval begins before another ends: both hold it.
    .sort((a, b) => a.at - b.at || a.kind - b.kind);
  for (let allowed = 0; 2 * allowed < claims.length; allowed++) {
    const wanted = claims.length - allowed;
    const lowUs = reach(edges, wanted, -1);
    const highUs = reach([...edges].reverse(), wanted, 1);
    if (lowUs !== null && highUs !== null && lowUs <= highUs) return { lowUs, highUs };
  }
  return null;
}

/** Where `wanted` intervals hold at once for the first time. */
function reach(edges: readonly { at: number; kind: number }[], wanted: number, opening: 1 | -1): number | null {
  let open = 0;
  for (const { at, kind } of edges) {
    open += kind * opening;
    if (open >= wanted) return at;
  }
  return null;
}

/** Whether a claim allows for any of what the majority says; one that does not is a falseticker's. */
export function agrees({ offsetUs, distanceUs }: Claim, { lowUs, highUs }: Intersection): boolean {
  return offsetUs + distanceUs >= lowUs && offsetUs - distanceUs <= highUs;
}

/** How many of the claims hold at the place where most of them do. */
export function mostAgreeing(claims: readonly Claim[]): number {
  const holdAt = (at: number) => claims.filter((one) => Math.abs(one.offsetUs - at) <= one.distanceUs).length;
  return Math.max(0, ...claims.map(({ offsetUs, distanceUs }) => holdAt(offsetUs - distanceUs)));
}
