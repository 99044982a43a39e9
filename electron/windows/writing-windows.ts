import { app, type BrowserWindow } from 'electron';
import { bringForward } from './page-window';

/** A page that has not saved after this hangs; what stood there longer than a moment has been saved before. */
const patienceMs = 3_000;

/** The windows in each of which one message is written, by its draft. None closes before its page has saved what stands there. */
export class WritingWindows {
  private readonly windows = new Map<number, BrowserWindow>();
  private readonly saved = new WeakSet<BrowserWindow>();
  private quitting = false;
  private quitWasHeld = false;

  /**
   * @param open makes the window of a draft
   * @param askToClose tells its page to save, and then to call `close`
   */
  constructor(
    private readonly open: (draftId: number) => BrowserWindow,
    private readonly askToClose: (draftId: number) => void,
  ) {
    app.on('before-quit', () => {
      this.quitting = true;
    });
  }

  /** Brings the window of a draft to the front. @returns false: it has none, and `orOpen` was not said */
  show(draftId: number, orOpen: boolean): boolean {
    const there = this.windows.get(draftId);
    if (there) bringForward(there);
    else if (orOpen) this.add(draftId);
    return there !== undefined || orOpen;
  }

  /** Closes the window of a draft, whose page has nothing left to save. */
  readonly close = (draftId: number): void => {
    const window = this.windows.get(draftId);
    if (!window) return;
    this.saved.add(window);
    window.close();
  };

  /** Closes them all, as a person would. */
  closeAll(): void {
    for (const window of this.windows.values()) window.close();
  }

  private add(draftId: number): void {
    // Whoever goes on writing has not quit.
    this.quitting = false;
    const window = this.open(draftId);
    this.windows.set(draftId, window);
    window.on('close', (event) => {
      if (this.saved.has(window) || window.webContents.isCrashed()) return;
      event.preventDefault();
      this.quitWasHeld ||= this.quitting;
      this.quitting = false;
      this.askToClose(draftId);
      setTimeout(() => {
        if (!window.isDestroyed()) window.destroy();
      }, patienceMs);
    });
    window.on('closed', () => {
      this.windows.delete(draftId);
      if (this.quitWasHeld) app.quit();
      this.quitWasHeld = false;
    });
  }
}
