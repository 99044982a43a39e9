import { useEffect, useLayoutEffect, useState } from 'react';
import type { Settings } from '../../shared/contract';

const dark = window.matchMedia('(prefers-color-scheme: dark)');

/** Puts the theme on the page and answers with the one that is shown. */
export function useTheme(chosen: Settings['theme']): 'light' | 'dark' {
  const [systemDark, setSystemDark] = useState(dark.matches);
  useEffect(() => {
    const listen = () => setSystemDark(dark.matches);
    dark.addEventListener('change', listen);
    return () => dark.removeEventListener('change', listen);
  }, []);
  const theme = chosen === 'system' ? (systemDark ? 'dark' : 'light') : chosen;
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  return theme;
}
