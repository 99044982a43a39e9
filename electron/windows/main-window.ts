import { join } from 'node:path';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import * as v from 'valibot';
import { JsonFile } from '../json-file';

const bounds = v.object({
  x: v.optional(v.number()),
  y: v.optional(v.number()),
  width: v.pipe(v.number(), v.minValue(900)),
  height: v.pipe(v.number(), v.minValue(600)),
  maximized: v.boolean(),
});

/** The ground of the page in both themes, so that the window does not flash before the page is drawn. */
const canvas = { light: '#f4f2ed', dark: '#171613' };

/** Where the window was last time. */
export type WindowPlace = v.InferOutput<typeof bounds>;

export function windowPlaceFile(profile: string) {
  return new JsonFile(join(profile, 'window.json'), bounds, { width: 1280, height: 800, maximized: false });
}

/**
 * Opens the window.
 * @param page what it shows: the built page, or the development server's
 */
export function openMainWindow(
  remembered: WindowPlace,
  options: { preload: string; page: string; onClose(place: WindowPlace): void },
): BrowserWindow {
  const { preload, page, onClose } = options;
  const window = new BrowserWindow({
    width: remembered.width,
    height: remembered.height,
    ...place(remembered),
    minWidth: 900,
    minHeight: 600,
    title: 'Posthorn',
    backgroundColor: nativeTheme.shouldUseDarkColors ? canvas.dark : canvas.light,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      // The dictionaries would be fetched from the network unasked.
      spellcheck: false,
    },
  });
  if (remembered.maximized) window.maximize();
  window.on('close', () => {
    onClose({ ...window.getNormalBounds(), maximized: window.isMaximized() });
  });
  void window.loadURL(page);
  return window;
}

/** A screen that was unplugged must not take the window with it. */
function place({ x, y }: { x?: number | undefined; y?: number | undefined }): { x: number; y: number } | object {
  if (x === undefined || y === undefined) return {};
  const onScreen = screen.getAllDisplays().some(({ workArea }) => {
    return (
      x >= workArea.x - 50 &&
      y >= workArea.y - 50 &&
      x < workArea.x + workArea.width &&
      y < workArea.y + workArea.height
    );
  });
  return onScreen ? { x, y } : {};
}
