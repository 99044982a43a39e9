import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { app, BrowserWindow, dialog } from 'electron';

/** The window that a dialog belongs to. */
function owner(): BrowserWindow[] {
  const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
  return window ? [window] : [];
}

/** @returns the chosen files; none when the person cancelled */
export async function pickFiles(options: { title: string; many: boolean }): Promise<string[]> {
  const properties: ('openFile' | 'multiSelections')[] = options.many ? ['openFile', 'multiSelections'] : ['openFile'];
  const asked = { title: options.title, properties };
  const [window] = owner();
  const { filePaths } = await (window ? dialog.showOpenDialog(window, asked) : dialog.showOpenDialog(asked));
  return filePaths;
}

/** @returns where to save, or null when the person cancelled */
export async function pickSavePath(options: { title: string; name: string }): Promise<string | null> {
  const asked = { title: options.title, defaultPath: `${app.getPath('downloads')}/${options.name}` };
  const [window] = owner();
  const { filePath } = await (window ? dialog.showSaveDialog(window, asked) : dialog.showSaveDialog(asked));
  return filePath || null;
}

/** Tells the system that a stranger sent this file, so that it asks before it runs it. */
export async function markAsDownloaded(path: string): Promise<void> {
  if (process.platform === 'win32')
    await writeFile(`${path}:Zone.Identifier`, '[ZoneTransfer]\r\nZoneId=3\r\n').catch(() => {});
  if (process.platform === 'darwin') {
    const stamp = Math.floor(Date.now() / 1000).toString(16);
    await new Promise<void>((done) => {
      execFile('/usr/bin/xattr', ['-w', 'com.apple.quarantine', `0081;${stamp};Posthorn;`, path], () => done());
    });
  }
}
