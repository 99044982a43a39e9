import { join } from 'node:path';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import * as v from 'valibot';
import { JsonFile } from '../json-file';

/** One kind of window: how it is called before its page is there, and how large it is the first time and at least. */
interface WindowKind {
  /** Under which it keeps its place in the profile. */
  file: string;
  title: string;
  width: number;
  height: number;
  least: { width: number; height: number };
}

export const mainWindow: WindowKind = {
  file: 'window.json',
  title: 'Posthorn',
  width: 1280,
  height: 800,
  least: { width: 900, height: 600 },
};

/** One message is written in it. */
export const writingWindow: WindowKind = {
  file: 'writing-window.json',
  title: 'New message',
  width: 820,
  height: 720,
  least: { width: 560, height: 420 },
};

const boundsOf = ({ least }: WindowKind) =>
  v.object({
    x: v.optional(v.number()),
    y: v.optional(v.number()),
    width: v.pipe(v.number(), v.minValue(least.width)),
    height: v.pipe(v.number(), v.minValue(least.height)),
    maximized: v.boolean(),
  });

/** The ground of the page in both themes, so that the window does not flash before the page is drawn. */
const canvas = { light: '#f4f2ed', dark: '#171613' };

/** Where a window of that kind was last time. */
export type WindowPlace = v.InferOutput<ReturnType<typeof boundsOf>>;

export function windowPlaceFile(profile: string, kind: WindowKind) {
  const { width, height } = kind;
  return new JsonFile(join(profile, kind.file), boundsOf(kind), { width, height, maximized: false });
}

/**
 * Opens a window.
 * @param page what it shows: the built page, or the development server's
 */
export function openPageWindow(
  kind: WindowKind,
  remembered: WindowPlace,
  options: { preload: string; page: string; onClose(place: WindowPlace): void },
): BrowserWindow {
  const { preload, page, onClose } = options;
  const window = new BrowserWindow({
    width: remembered.width,
    height: remembered.height,
    ...place(remembered),
    minWidth: kind.least.width,
    minHeight: kind.least.height,
    title: kind.title,
    backgroundColor: nativeTheme.shouldUseDarkColors ? canvas.dark : canvas.light,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      // In the languages of the settings, which are none at first: see `spelling.ts`.
      spellcheck: true,
    },
  });
  if (remembered.maximized) window.maximize();
  window.on('close', () => {
    onClose({ ...window.getNormalBounds(), maximized: window.isMaximized() });
  });
  void window.loadURL(page);
  return window;
}

/** Brings a window to the front, out of the taskbar if need be. */
export function bringForward(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.focus();
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
