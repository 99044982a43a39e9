import { useSyncExternalStore } from 'react';
import type { WindowClass } from '../../shared/contract';

/** The class of a window this wide, in CSS pixels; the style sheets change at the same widths. */
export function windowClassOf(width: number): WindowClass {
  if (width >= 1280) return 'from1280';
  if (width >= 1080) return 'from1080';
  return width >= 960 ? 'from960' : 'from900';
}

function onResize(changed: () => void): () => void {
  window.addEventListener('resize', changed);
  return () => window.removeEventListener('resize', changed);
}

export const useWindowClass = () => useSyncExternalStore(onResize, () => windowClassOf(window.innerWidth));
