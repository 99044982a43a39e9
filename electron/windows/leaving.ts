import { app, BrowserWindow } from 'electron';

/** Holds the window, or the whole program, back while there is something to ask first. */
export class Leaving {
  private quitting = false;
  private quitWasHeld = false;

  /**
   * @param marked how many marks would be lost
   * @param ask shows the question in the window, which calls `leave` if the answer is yes
   */
  constructor(
    private readonly marked: () => number,
    private readonly ask: (marked: number) => void,
  ) {
    app.on('before-quit', () => {
      this.quitting = true;
    });
  }

  watch(window: BrowserWindow): void {
    let hangs = false;
    window.on('unresponsive', () => {
      hangs = true;
    });
    window.on('responsive', () => {
      hangs = false;
    });
    window.on('close', (event) => {
      const marked = this.marked();
      // A page that has crashed or hangs can't ask, and without QUIT nothing is deleted anyway.
      if (marked === 0 || hangs || window.webContents.isCrashed()) return;
      event.preventDefault();
      this.quitWasHeld = this.quitting;
      this.quitting = false;
      this.ask(marked);
    });
  }

  readonly leave = (): void => {
    if (this.quitWasHeld) app.quit();
    else for (const window of BrowserWindow.getAllWindows()) window.close();
  };
}
